package dev.cairn.db;

import dev.cairn.core.Sensitive;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One PostgreSQL of the system's for all tests of a run, fresh and without fsync. */
final class TestPostgres implements AutoCloseable {
  private static final String USER = "cairn";
  private static final String TEMPLATE = "template_cairn";

  private final AtomicInteger databases = new AtomicInteger();
  private final Path directory;
  private final Process server;
  private final int port;

  private TestPostgres(Path directory, Process server, int port) {
    this.directory = directory;
    this.server = server;
    this.port = port;
  }

  static TestPostgres start() {
    try {
      var bin = binaries();
      var directory = Files.createTempDirectory("cairn-test-postgres");
      var asRoot = "root".equals(System.getProperty("user.name"));
      if (asRoot) {
        run(List.of("chown", "nobody", directory.toString()));
      }
      var prefix =
          asRoot
              ? List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups")
              : List.<String>of();
      var data = directory.resolve("data").toString();
      run(
          join(
              prefix,
              List.of(
                  bin.resolve("initdb").toString(),
                  "--no-sync",
                  "--auth=trust",
                  "--username=" + USER,
                  "--encoding=UTF8",
                  "--locale=C",
                  "--pgdata=" + data)));
      int port = freePort();
      var server =
          new ProcessBuilder(
                  join(
                      prefix,
                      List.of(
                          bin.resolve("postgres").toString(),
                          "-D",
                          data,
                          "-p",
                          "" + port,
                          "-c",
                          "unix_socket_directories=",
                          "-c",
                          "listen_addresses=127.0.0.1",
                          "-c",
                          "fsync=off",
                          "-c",
                          "shared_buffers=32MB")))
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("log").toFile())
              .start();
      var postgres = new TestPostgres(directory, server, port);
      postgres.awaitAnswer();
      postgres.execute("create database " + TEMPLATE);
      StateDatabase.open(postgres.url(TEMPLATE), USER, Sensitive.of("")).close();
      return postgres;
    } catch (IOException | SQLException | InterruptedException e) {
      throw new IllegalStateException("no PostgreSQL for tests", e);
    }
  }

  /** A new database with Cairn's schema. */
  String createDatabase() throws SQLException {
    var name = "test_" + databases.incrementAndGet();
    execute("create database " + name + " template " + TEMPLATE);
    return url(name);
  }

  /** A new database without anything. */
  String createEmptyDatabase() throws SQLException {
    var name = "test_" + databases.incrementAndGet();
    execute("create database " + name);
    return url(name);
  }

  static String user() {
    return USER;
  }

  private String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  private void execute(String sql) throws SQLException {
    try (var connection = DriverManager.getConnection(url("postgres"), USER, "");
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void awaitAnswer() throws InterruptedException, IOException {
    for (int i = 0; i < 200; i++) {
      try {
        execute("select 1");
        return;
      } catch (SQLException e) {
        if (server.waitFor(50, TimeUnit.MILLISECONDS)) {
          throw new IOException(Files.readString(directory.resolve("log")), e);
        }
      }
    }
    throw new IOException("PostgreSQL does not answer");
  }

  @Override
  public void close() throws IOException {
    server.destroy();
    server.onExit().orTimeout(5, TimeUnit.SECONDS).join();
    try (var files = Files.walk(directory)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static Path binaries() throws IOException {
    try (var versions = Files.list(Path.of("/usr/lib/postgresql"))) {
      return versions
          .map(version -> version.resolve("bin"))
          .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
          .max(Comparator.naturalOrder())
          .orElseThrow(() -> new IOException("no PostgreSQL under /usr/lib/postgresql"));
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + output);
    }
  }

  private static List<String> join(List<String> first, List<String> second) {
    var all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }
}
