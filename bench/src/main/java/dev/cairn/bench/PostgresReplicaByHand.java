package dev.cairn.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.UUID;

/**
 * What a careful person does for a replica of a primary that serves TLS to those who say their
 * password: a user for it, a slot, {@code pg_basebackup -R} and {@code pg_ctl -w start}, until an
 * application logs in there and all is replayed and streams. Each connection verifies whom it talks
 * to. The certificate, the password file and the lines of {@code pg_hba.conf} are there before.
 */
final class PostgresReplicaByHand extends ReplicaByHand {
  private static final String LOCAL = "-c unix_socket_directories='' -c listen_addresses=127.0.0.1";
  private static final String ADMIN = "postgres";
  private static final String APPLICATION = "app";
  private static final String REPLICA = "replica";

  private final Path program;
  private final int port = Installation.freePort();
  private final String password = UUID.randomUUID().toString();

  PostgresReplicaByHand(Path program) throws IOException {
    this.program = program;
    var text = Files.writeString(file("password"), password + "\n");
    run(
        program("initdb"),
        "--pgdata=" + data("primary"),
        "--username=" + ADMIN,
        "--pwfile=" + text,
        "--auth=scram-sha-256",
        "--encoding=UTF8");
    certify();
    // libpq takes it from a file that its own user alone may read.
    run("install", "-m", "600", text.toString(), passfile());
    Files.writeString(Path.of(passfile()), "localhost:*:*:" + REPLICA + ":" + password + "\n");
    start("primary", port);
    try (var primary = login(ADMIN, port)) {
      tell(primary, "create role " + APPLICATION + " login password '" + password + "'");
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  private void certify() throws IOException {
    run(
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
        "-addext",
        "subjectAltName=DNS:localhost,IP:127.0.0.1",
        "-keyout",
        file("server.key").toString(),
        "-out",
        certificate());
    Files.writeString(
        Path.of(data("primary"), "postgresql.conf"),
        """
        ssl = on
        ssl_cert_file = '%s'
        ssl_key_file = '%s'
        """
            .formatted(certificate(), file("server.key")),
        StandardOpenOption.APPEND);
    Files.writeString(
        Path.of(data("primary"), "pg_hba.conf"),
        """
        hostssl all all 127.0.0.1/32 scram-sha-256
        hostssl replication %s 127.0.0.1/32 scram-sha-256
        """
            .formatted(REPLICA));
  }

  @Override
  Duration makeOne() throws IOException {
    int replica = Installation.freePort();
    try (var primary = login(ADMIN, port)) {
      var begin = System.nanoTime();
      tell(primary, "create role " + REPLICA + " login replication password '" + password + "'");
      text(primary, "select pg_create_physical_replication_slot('replica', true)");
      copy();
      start("replica", replica);
      try (var copy = login(APPLICATION, replica)) {
        var written = text(primary, "select pg_current_wal_lsn()");
        Waiting.until(
            Duration.ofMinutes(1),
            "a replica made by hand",
            () -> has(copy, written) && isStreaming(primary));
      }
      var took = since(begin);
      run(program("pg_ctl"), "-D", data("replica"), "-w", "-m", "immediate", "stop");
      run("rm", "-rf", data("replica"));
      Waiting.until(Duration.ofMinutes(1), "the slot to be free", () -> isFree(primary));
      text(primary, "select pg_drop_replication_slot('replica')");
      tell(primary, "drop role " + REPLICA);
      return took;
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  private void copy() {
    run(
        program("pg_basebackup"),
        "--pgdata=" + data("replica"),
        "--dbname=" + connection(),
        "--checkpoint=fast",
        "--wal-method=stream",
        "--slot=replica",
        "--write-recovery-conf");
  }

  /** Without the certificate of a client, which libpq else looks for in a home directory. */
  private String connection() {
    return "host=localhost hostaddr=127.0.0.1 port=%d user=%s passfile=%s sslcert=%s"
            .formatted(port, REPLICA, passfile(), file("none"))
        + " sslmode=verify-full sslrootcert=%s channel_binding=require".formatted(certificate());
  }

  private static boolean has(Connection copy, String written) {
    return is(copy, "select pg_last_wal_replay_lsn() >= '" + written + "'");
  }

  private static boolean isStreaming(Connection primary) {
    return is(primary, "select count(*) = 1 from pg_stat_replication where state = 'streaming'");
  }

  private static boolean isFree(Connection primary) {
    return is(primary, "select count(*) = 0 from pg_replication_slots where active");
  }

  private static boolean is(Connection connection, String question) {
    try {
      return text(connection, question).equals("t");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void tell(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private Connection login(String user, int at) throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("sslmode", "verify-full");
    properties.setProperty("sslrootcert", certificate());
    properties.setProperty("channelBinding", "require");
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(at), properties);
  }

  private void start(String name, int at) {
    var log = file(name + ".log").toString();
    var options = "-p " + at + " " + LOCAL;
    run(program("pg_ctl"), "-D", data(name), "-w", "-l", log, "-o", options, "start");
  }

  private Path file(String name) {
    return directory().resolve(name);
  }

  private String certificate() {
    return file("server.crt").toString();
  }

  private String passfile() {
    return file("passfile").toString();
  }

  private String data(String name) {
    return file(name).toString();
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
