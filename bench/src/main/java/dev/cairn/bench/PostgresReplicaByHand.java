package dev.cairn.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;

/** A slot, {@code pg_basebackup -R} and {@code pg_ctl -w start}, until all is replayed. */
final class PostgresReplicaByHand extends ReplicaByHand {
  private static final String LOCAL = "-c unix_socket_directories='' -c listen_addresses=127.0.0.1";

  private final Path program;
  private final int port = Installation.freePort();

  PostgresReplicaByHand(Path program) throws IOException {
    this.program = program;
    run(program("initdb"), "-D", data("primary"), "-U", "postgres", "-A", "trust", "-E", "UTF8");
    start("primary", port);
  }

  @Override
  Duration makeOne() throws IOException {
    int replica = Installation.freePort();
    try (var primary = open("postgresql", "postgres", port, "postgres")) {
      var begin = System.nanoTime();
      text(primary, "select pg_create_physical_replication_slot('replica', true)");
      run(
          program("pg_basebackup"),
          "--pgdata=" + data("replica"),
          "--host=127.0.0.1",
          "--port=" + port,
          "--username=postgres",
          "--checkpoint=fast",
          "--wal-method=stream",
          "--slot=replica",
          "--write-recovery-conf");
      start("replica", replica);
      try (var copy = open("postgresql", "postgres", replica, "postgres")) {
        var written = text(primary, "select pg_current_wal_lsn()");
        Waiting.until(Duration.ofMinutes(1), "a replica made by hand", () -> has(copy, written));
      }
      var took = since(begin);
      run(program("pg_ctl"), "-D", data("replica"), "-w", "-m", "immediate", "stop");
      run("rm", "-rf", data("replica"));
      text(primary, "select pg_drop_replication_slot('replica')");
      return took;
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  private static boolean has(java.sql.Connection copy, String written) {
    try {
      return text(copy, "select pg_last_wal_replay_lsn() >= '" + written + "'").equals("t");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void start(String name, int at) {
    var log = directory().resolve(name + ".log").toString();
    var options = "-p " + at + " " + LOCAL;
    run(program("pg_ctl"), "-D", data(name), "-w", "-l", log, "-o", options, "start");
  }

  private String data(String name) {
    return directory().resolve(name).toString();
  }

  private String program(String name) {
    return program.resolveSibling(name).toString();
  }

  @Override
  public void close() {
    run(program("pg_ctl"), "-D", data("primary"), "-w", "-m", "immediate", "stop");
    super.close();
  }
}
