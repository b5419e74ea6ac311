package dev.cairn.e2e;

import dev.cairn.api.SecretValueView;
import dev.cairn.bench.Command;
import dev.cairn.bench.Databases;
import dev.cairn.bench.Installation;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The clients that people have, as they are, over TLS: each is answered, or not, where it trusts
 * who signed by the certificate in a file.
 */
final class Clients {
  private static final Path ANYWHERE = Path.of("/");
  private static final String WORD = "answered";

  private Clients() {}

  /** By name; the stage has one database of each engine. */
  static Map<String, Predicate<Path>> of(Installation installation, String stage) {
    var databases = new Databases(installation.api());
    var postgres = databases.login(stage + "/postgres");
    var mysql = databases.login(stage + "/mysql");
    var redis = databases.login(stage + "/redis");
    var server =
        installation.databaseProgram(installation.api().database(stage + "/mysql").identifier());
    var tls = URI.create(variable(installation, stage, "REDIS_TLS_URL")).getPort();
    return Map.of(
        "psql", authority -> psql(postgres, authority),
        "mysql", authority -> mysql(server.resolveSibling("mysql"), mysql, authority),
        "redis-cli", authority -> redisCli(redis, tls, authority),
        "JDBC of PostgreSQL", authority -> jdbcOfPostgres(postgres, authority),
        "JDBC of MySQL", authority -> jdbcOfMySql(mysql, authority));
  }

  private static String variable(Installation installation, String stage, String name) {
    return installation.api().variables(stage, true).stream()
        .filter(it -> it.name().equals(name))
        .findFirst()
        .orElseThrow()
        .value()
        .orElseThrow();
  }

  private static boolean psql(SecretValueView login, Path authority) {
    var target =
        "host=%s port=%d dbname=%s user=%s sslmode=verify-full sslrootcert=%s"
            .formatted(login.host(), login.port(), login.dbname(), login.username(), authority);
    return answers(
        "PGPASSWORD", login, WORD, List.of("psql", target, "-tAc", "select '" + WORD + "'"));
  }

  private static boolean mysql(Path program, SecretValueView login, Path authority) {
    return answers(
        "MYSQL_PWD",
        login,
        WORD,
        List.of(
            program.toString(),
            "--no-defaults",
            "--host=" + login.host(),
            "--port=" + login.port(),
            "--user=" + login.username(),
            "--ssl-mode=VERIFY_IDENTITY",
            "--ssl-ca=" + authority,
            login.dbname(),
            "-Ne",
            "select '" + WORD + "'"));
  }

  private static boolean redisCli(SecretValueView login, int tlsPort, Path authority) {
    return answers(
        "REDISCLI_AUTH",
        login,
        "PONG",
        List.of(
            "redis-cli",
            "-h",
            login.host(),
            "-p",
            String.valueOf(tlsPort),
            "--tls",
            "--cacert",
            authority.toString(),
            "--user",
            login.username(),
            "ping"));
  }

  private static boolean answers(
      String passwordVariable, SecretValueView login, String word, List<String> argv) {
    var environment = Map.of(passwordVariable, login.password());
    var ended = Command.run(ANYWHERE, environment, "", argv);
    return ended.status() == 0 && ended.out().strip().equals(word);
  }

  private static boolean jdbcOfPostgres(SecretValueView login, Path authority) {
    return answers(
        "jdbc:postgresql://%s:%d/%s?sslmode=verify-full&sslrootcert=%s"
            .formatted(login.host(), login.port(), login.dbname(), authority),
        login);
  }

  private static boolean jdbcOfMySql(SecretValueView login, Path authority) {
    return answers(
        """
        jdbc:mysql://%s:%d/%s?sslMode=VERIFY_IDENTITY&fallbackToSystemTrustStore=false\
        &trustCertificateKeyStoreType=PKCS12&trustCertificateKeyStorePassword=public\
        &trustCertificateKeyStoreUrl=%s"""
            .formatted(login.host(), login.port(), login.dbname(), keyStore(authority).toUri()),
        login);
  }

  private static boolean answers(String url, SecretValueView login) {
    try (var connection = DriverManager.getConnection(url, login.username(), login.password());
        var row = connection.createStatement().executeQuery("select '" + WORD + "'")) {
      return row.next() && row.getString(1).equals(WORD);
    } catch (SQLException _) {
      return false;
    }
  }

  /** MySQL's driver reads no PEM. */
  private static Path keyStore(Path authority) {
    try (var in = Files.newInputStream(authority)) {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry(
          "authority", CertificateFactory.getInstance("X.509").generateCertificate(in));
      var file = Files.createTempFile("cairn-e2e-", ".p12");
      file.toFile().deleteOnExit();
      try (var out = Files.newOutputStream(file)) {
        store.store(out, "public".toCharArray());
      }
      return file;
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** In a file; to be deleted. */
  static Path certificateOfSomebodyElse() throws IOException {
    var directory = Files.createTempDirectory("cairn-e2e-");
    var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var store = List.of("-keystore", "store", "-storepass", "public", "-alias", "other");
    var make = List.of("-genkeypair", "-keyalg", "EC", "-dname", "CN=other", "-ext", "bc=ca:true");
    Command.run(directory, Map.of(), "", joined(keytool, make, store)).expectSuccess();
    var print = joined(keytool, List.of("-exportcert", "-rfc"), store);
    var certificate = Command.run(directory, Map.of(), "", print).expectSuccess().out();
    Files.delete(directory.resolve("store"));
    Files.delete(directory);
    return Files.writeString(Files.createTempFile("cairn-e2e-", ".crt"), certificate);
  }

  private static List<String> joined(String program, List<String> some, List<String> more) {
    var all = new ArrayList<>(List.of(program));
    all.addAll(some);
    all.addAll(more);
    return all;
  }
}
