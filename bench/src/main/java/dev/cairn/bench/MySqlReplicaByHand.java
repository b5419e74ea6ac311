package dev.cairn.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** An empty server, {@code CLONE INSTANCE}, another start, and replication by GTIDs. */
final class MySqlReplicaByHand extends ReplicaByHand {
  private static final Duration SOON = Duration.ofMinutes(1);

  private final Path program;
  private final int port = Installation.freePort();
  private final Process primary;

  MySqlReplicaByHand(Path program) throws IOException {
    this.program = program;
    initialize("primary");
    this.primary = start("primary", port, 1);
    awaitAnswer(port);
    try (var session = open("mysql", "root", port, "mysql");
        var statement = session.createStatement()) {
      statement.execute("create user replica identified with mysql_native_password by 'replica'");
      statement.execute("grant replication slave, backup_admin on *.* to replica");
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  @Override
  Duration makeOne() throws IOException {
    int replica = Installation.freePort();
    var begin = System.nanoTime();
    initialize("replica");
    var empty = start("replica", replica, 2);
    awaitAnswer(replica);
    copy(replica);
    Waiting.until(SOON, "the end of the clone", () -> !empty.isAlive());
    var server = start("replica", replica, 2);
    awaitAnswer(replica);
    follow(replica);
    var took = since(begin);
    Installation.kill9(server.pid());
    run("rm", "-rf", directory().resolve("replica").toString());
    return took;
  }

  private void copy(int replica) throws IOException {
    try (var session = open("mysql", "root", replica, "mysql");
        var statement = session.createStatement()) {
      statement.execute("set global clone_valid_donor_list = '127.0.0.1:" + port + "'");
      statement.execute(
          "clone instance from 'replica'@'127.0.0.1':" + port + " identified by 'replica'");
    } catch (SQLException ended) {
      // It shuts itself down, as nothing supervises it.
      if (ended.getErrorCode() != 3707) {
        throw new IOException(ended);
      }
    }
  }

  private void follow(int replica) throws IOException {
    try (var from = open("mysql", "root", port, "mysql");
        var session = open("mysql", "root", replica, "mysql");
        var statement = session.createStatement()) {
      statement.execute(
          "change replication source to source_host = '127.0.0.1', source_port = "
              + port
              + ", source_user = 'replica', source_password = 'replica', source_auto_position = 1");
      statement.execute("start replica");
      var written = text(from, "select @@global.gtid_executed");
      Waiting.until(SOON, "a replica made by hand", () -> has(session, written));
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  private static boolean has(Connection session, String written) {
    try {
      return text(session, "select gtid_subset('" + written + "', @@global.gtid_executed)")
          .equals("1");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void initialize(String name) {
    run(program.toString(), "--no-defaults", data(name), "--initialize-insecure");
  }

  private Process start(String name, int at, int id) throws IOException {
    return start(
        program.toString(),
        "--no-defaults",
        data(name),
        "--port=" + at,
        "--bind-address=127.0.0.1",
        "--socket=" + directory().resolve(name + ".sock"),
        "--mysqlx=OFF",
        "--server-id=" + id,
        "--gtid-mode=ON",
        "--enforce-gtid-consistency=ON",
        "--plugin-load-add=mysql_clone.so");
  }

  private String data(String name) {
    return "--datadir=" + directory().resolve(name);
  }

  private static void awaitAnswer(int at) {
    Waiting.until(SOON, "MySQL made by hand", () -> answers(at));
  }

  private static boolean answers(int at) {
    try (var session = open("mysql", "root", at, "mysql")) {
      return text(session, "select 1").equals("1");
    } catch (SQLException notYet) {
      return false;
    }
  }

  @Override
  public void close() {
    Installation.kill9(primary.pid());
    super.close();
  }
}
