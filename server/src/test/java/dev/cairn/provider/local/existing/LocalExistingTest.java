package dev.cairn.provider.local.existing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.cairn.core.Name;
import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.Sensitive;
import dev.cairn.core.StageRef;
import dev.cairn.engine.Engine;
import dev.cairn.engine.MySql;
import dev.cairn.engine.Postgres;
import dev.cairn.engine.Redis;
import dev.cairn.provider.ExistingDatabase;
import dev.cairn.provider.ExistingDatabase.Tls;
import dev.cairn.provider.local.instance.StageNetworks;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real servers that Cairn did not make, looked at. */
class LocalExistingTest {
  private static final StageRef STAGE = new StageRef(new Name("shop"), new Name("dev"));
  private static final List<Engine> ENGINES = Engine.all();

  @TempDir static Path authorities;
  private static ForeignServers servers;
  private static int postgres;
  private static int mysql;
  private static int redis;
  private static int redisTls;
  private static HttpServer http;

  private final LocalExisting existing = existing(stage -> Optional.empty());

  private static LocalExisting existing(StageNetworks networks) {
    return new LocalExisting(
        authorities,
        networks,
        port -> port == 25999 ? Optional.of("notes-dev-postgres-ab12") : Optional.empty(),
        InstantSource.system());
  }

  @BeforeAll
  static void start() throws Exception {
    servers = new ForeignServers();
    postgres = servers.postgres();
    mysql = servers.mysql();
    var ports = servers.redis();
    redis = ports.get(0);
    redisTls = ports.get(1);
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.setExecutor(Thread::startVirtualThread);
    http.start();
  }

  @AfterAll
  static void stop() throws Exception {
    http.stop(0);
    servers.close();
  }

  private static ExistingDatabase database(Engine engine) {
    return switch (engine) {
      case Postgres _ -> servers.database(engine, postgres);
      case MySql _ -> servers.database(engine, mysql);
      case Redis _ ->
          with(servers.database(engine, redisTls), "password", ForeignServers.redisPassword());
    };
  }

  private static ExistingDatabase with(ExistingDatabase it, String field, String value) {
    return new ExistingDatabase(
        it.engine(),
        field.equals("host") ? value : it.host(),
        field.equals("port") ? Integer.parseInt(value) : it.port(),
        field.equals("database") ? value : it.database(),
        field.equals("username") ? value : it.username(),
        field.equals("password") ? Sensitive.of(value) : it.password(),
        field.equals("tls") ? Tls.valueOf(value) : it.tls(),
        field.equals("tls")
            ? Optional.empty()
            : field.equals("ca") ? Optional.of(value) : it.authority());
  }

  @Test
  void everyEngineIsTakenOverVerifiedTls() {
    for (var engine : ENGINES) {
      var lines = new ArrayList<String>();

      var found = existing.examine(database(engine), STAGE, lines::add);

      assertThat(found.version()).as(engine.id()).matches("[0-9]+[.][0-9.]+.*");
      assertThat(found.containerHost()).isEqualTo("localhost");
      assertThat(found.authority()).contains(servers.authority);
      assertThat(lines).first().asString().contains("localhost");
      assertThat(existing.observe(database(engine))).isEmpty();
    }
  }

  @Test
  void everyEngineIsTakenEncryptedOnlyAndInTheClear() {
    for (var engine : ENGINES) {
      var encrypted = with(database(engine), "tls", "REQUIRE");
      var clear = with(database(engine), "tls", "OFF");
      if (engine instanceof Redis) {
        clear = with(clear, "port", "" + redis);
      }
      assertThat(existing.examine(encrypted, STAGE, line -> {}).authority()).isEmpty();
      assertThat(existing.examine(clear, STAGE, line -> {}).authority()).isEmpty();
      assertThat(existing.observe(encrypted)).isEmpty();
      assertThat(existing.observe(clear)).isEmpty();
    }
  }

  private record Case(String code, String field, ExistingDatabase database) {}

  private static final List<Case> CASES = new ArrayList<>();

  private static void refused(
      String code, String field, Engine engine, UnaryOperator<ExistingDatabase> change) {
    CASES.add(new Case(code, field, change.apply(database(engine))));
  }

  @Test
  void whatCannotBeUsedHasACodeASentenceAndAWayOn() throws Exception {
    int closed = ForeignServers.freePort();
    try (var full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      var waiting = fill(full);
      for (var engine : ENGINES) {
        refused("unknown-host", "host", engine, it -> with(it, "host", "nowhere.invalid"));
        refused("connection-refused", "port", engine, it -> with(it, "port", "" + closed));
        refused(
            "connection-timed-out",
            "host",
            engine,
            it -> with(with(it, "host", "127.0.0.1"), "port", "" + full.getLocalPort()));
        refused("no-answer", "port", engine, it -> with(it, "port", "" + silent.getLocalPort()));
        refused(
            "another-protocol",
            "port",
            engine,
            it -> with(it, "port", "" + http.getAddress().getPort()));
        refused("database-of-cairn", "port", engine, it -> with(it, "port", "25999"));
        refused("invalid-authority", "ca", engine, it -> with(it, "ca", "no certificate"));
        refused(
            "certificate-not-trusted", "ca", engine, it -> with(it, "ca", servers.otherAuthority));
        refused("certificate-not-trusted", "ca", engine, it -> with(it, "tls", "VERIFY"));
        refused("certificate-wrong-name", "host", engine, it -> with(it, "host", "127.0.0.1"));
        refused("wrong-credentials", "password", engine, it -> with(it, "password", "wrong"));
        refused("wrong-credentials", "password", engine, it -> with(it, "username", "nobody"));
      }
      refused("another-protocol", "port", Postgres.INSTANCE, it -> with(it, "port", "" + mysql));
      refused("another-protocol", "port", Postgres.INSTANCE, it -> with(it, "port", "" + redis));
      refused("another-protocol", "port", MySql.INSTANCE, it -> with(it, "port", "" + postgres));
      refused("another-protocol", "port", MySql.INSTANCE, it -> with(it, "port", "" + redis));
      refused("another-protocol", "port", Redis.INSTANCE, it -> with(it, "port", "" + postgres));
      refused("another-protocol", "port", Redis.INSTANCE, it -> with(it, "port", "" + mysql));
      refused(
          "another-protocol",
          "port",
          Redis.INSTANCE,
          it -> with(with(it, "tls", "OFF"), "port", "" + postgres));
      refused("tls-not-offered", "tls", Redis.INSTANCE, it -> with(it, "port", "" + redis));
      refused("tls-required", "tls", Redis.INSTANCE, it -> with(it, "tls", "OFF"));
      refused(
          "wrong-credentials",
          "password",
          MySql.INSTANCE,
          it -> with(with(it, "tls", "OFF"), "username", "secure"));
      refused(
          "no-such-database", "database", Postgres.INSTANCE, it -> with(it, "database", "nope"));
      refused("no-such-database", "database", Redis.INSTANCE, it -> with(it, "database", "99"));
      refused(
          "no-access-to-database",
          "username",
          Postgres.INSTANCE,
          it -> with(it, "database", "closed"));
      refused(
          "no-access-to-database", "username", MySql.INSTANCE, it -> with(it, "database", "nope"));
      refused(
          "no-access-to-database",
          "username",
          MySql.INSTANCE,
          it -> with(it, "database", "closed"));
      refused(
          "login-not-allowed", "username", Postgres.INSTANCE, it -> with(it, "username", "locked"));
      refused(
          "login-not-allowed", "username", MySql.INSTANCE, it -> with(it, "username", "locked"));
      refused(
          "password-in-clear",
          "tls",
          Postgres.INSTANCE,
          it -> with(with(it, "username", "told"), "tls", "REQUIRE"));
      refused(
          "missing-privileges", "username", Postgres.INSTANCE, it -> with(it, "username", "poor"));
      refused("missing-privileges", "username", Redis.INSTANCE, it -> with(it, "username", "poor"));
      var table = new StringBuilder();
      try (var looks = Executors.newVirtualThreadPerTaskExecutor()) {
        // Most of them wait for an answer that never comes: all at once.
        for (var row : looks.invokeAll(CASES.stream().map(this::tryCase).toList())) {
          table.append(row.get());
        }
      }
      System.out.println(table);
      for (var socket : waiting) {
        socket.close();
      }
    }
  }

  /** Refused as it says; returns the row of the table. */
  private Callable<String> tryCase(Case tried) {
    return () -> {
      var before = System.nanoTime();
      var problem = problem(existing, tried.database());
      var took = Duration.ofNanos(System.nanoTime() - before);
      assertThat(problem.code()).as(tried + ": " + problem).isEqualTo(tried.code());
      assertThat(problem.violations()).first().extracting("field").isEqualTo(tried.field());
      assertThat(problem.message()).doesNotContain(ForeignServers.PASSWORD).endsWith(".");
      assertThat(problem.suggestion()).isNotBlank();
      assertThat(took).as(problem.code()).isLessThan(Duration.ofSeconds(12));
      return "| %s | %s | %s | %s |%n"
          .formatted(
              tried.database().engine().id(),
              problem.code(),
              problem.message(),
              problem.suggestion());
    };
  }

  /** So many that wait to be accepted that the next packet is dropped. */
  private static List<Socket> fill(ServerSocket full) {
    var waiting = new ArrayList<Socket>();
    for (int i = 0; i < 10; i++) {
      try {
        var socket = new Socket();
        waiting.add(socket);
        socket.connect(full.getLocalSocketAddress(), 300);
      } catch (java.io.IOException isFull) {
        return waiting;
      }
    }
    throw new AssertionError("never full");
  }

  private static Problem problem(LocalExisting existing, ExistingDatabase database) {
    try {
      var found = existing.examine(database, STAGE, line -> {});
      throw new AssertionError(database + " was taken: " + found);
    } catch (ProblemException e) {
      return e.problem();
    }
  }

  @Test
  void postgresWithoutTlsAndServersThatAreFullOrReadOnly() throws Exception {
    int plain = servers.postgres("ssl=off");
    ForeignServers.sql(
        "jdbc:postgresql://localhost:" + plain + "/shop?user=root",
        "ALTER ROLE shop SET default_transaction_read_only = on");
    var at = with(database(Postgres.INSTANCE), "port", "" + plain);
    assertThat(problem(existing, at).code()).isEqualTo("tls-not-offered");
    assertThat(existing.examine(with(at, "tls", "OFF"), STAGE, line -> {}).warnings())
        .anyMatch(it -> it.contains("takes no writes"));
  }

  @Test
  void postgresThatIsVerifiedMayAskForThePasswordInClear() {
    var told = with(database(Postgres.INSTANCE), "username", "told");
    assertThat(existing.examine(told, STAGE, line -> {}).authority()).contains(servers.authority);
  }

  @Test
  void mysqlThatWantsTlsSaysSo() throws Exception {
    var root = "jdbc:mysql://localhost:" + mysql + "/mysql?user=root&sslMode=REQUIRED";
    ForeignServers.sql(root, "SET GLOBAL require_secure_transport = ON");
    var clear = with(database(MySql.INSTANCE), "tls", "OFF");
    assertThat(problem(existing, clear).code()).isEqualTo("tls-required");
    ForeignServers.sql(root, "SET GLOBAL require_secure_transport = OFF");
  }

  @Test
  void missingRightsAndReplicasAreWarnings() throws Exception {
    var reader = with(database(MySql.INSTANCE), "username", "reader");
    assertThat(existing.examine(reader, STAGE, line -> {}).warnings())
        .anyMatch(it -> it.contains("may not create tables"));
    var replica = servers.redis("--replicaof", "127.0.0.1 " + redis);
    var follower = with(database(Redis.INSTANCE), "port", "" + replica.get(1));
    assertThat(existing.examine(follower, STAGE, line -> {}).warnings())
        .anyMatch(it -> it.contains("read replica"));
    assertThat(existing.examine(database(Redis.INSTANCE), STAGE, line -> {}).warnings())
        .anyMatch(it -> it.contains("not maintained"));
  }

  @Test
  void localhostIsTriedAsContainersSeeThisMachine() throws Exception {
    // What listens at 127.0.0.1 alone does not answer at another address of this machine.
    var network = new StageNetworks.Network("127.0.0.3", "127.0.0.0/8");
    var apart = existing(stage -> Optional.of(network));
    var found = apart.examine(database(Postgres.INSTANCE), STAGE, line -> {});
    assertThat(found.unreachable().orElseThrow().code()).isEqualTo("not-reachable-from-containers");
    assertThat(found.unreachable().orElseThrow().message()).contains("127.0.0.3");

    int wide = servers.postgres("listen_addresses=*");
    var encrypted = with(with(database(Postgres.INSTANCE), "tls", "REQUIRE"), "port", "" + wide);
    var reached = apart.examine(encrypted, STAGE, line -> {});
    assertThat(reached.unreachable()).isEmpty();
    assertThat(reached.containerHost()).isEqualTo("127.0.0.3");
  }

  @Test
  void lookingChangesNothing() throws Exception {
    var sql = "jdbc:postgresql://localhost:" + postgres + "/shop?user=root&sslmode=disable";
    var my =
        "jdbc:mysql://localhost:"
            + mysql
            + "/shop?user=root&sslMode=DISABLED&allowPublicKeyRetrieval=true";
    var before = fingerprints(sql, my);
    for (var engine : ENGINES) {
      existing.examine(database(engine), STAGE, line -> {});
      existing.observe(database(engine));
    }
    assertThat(fingerprints(sql, my)).isEqualTo(before);
  }

  private static List<String> fingerprints(String postgresUrl, String mysqlUrl) throws Exception {
    return List.of(
        ForeignServers.query(
            postgresUrl,
            """
            SELECT pg_current_xact_id_if_assigned(), pg_snapshot_xmax(pg_current_snapshot()),
              (SELECT count(*) FROM orders), (SELECT count(*) FROM pg_class),
              (SELECT sum(tup_inserted + tup_updated + tup_deleted) FROM pg_stat_database
               WHERE datname = 'shop')
            """),
        ForeignServers.query(
            postgresUrl,
            """
            SELECT md5(string_agg(name || setting, ',' ORDER BY name)) FROM pg_settings
            WHERE name NOT IN ('application_name')
            """),
        ForeignServers.query(mysqlUrl, "SHOW BINARY LOGS"),
        ForeignServers.query(mysqlUrl, "SELECT count(*) FROM orders"),
        ForeignServers.query(
            mysqlUrl,
            "SHOW GLOBAL STATUS WHERE Variable_name IN ('Com_insert', 'Com_update', 'Com_delete',"
                + " 'Com_create_table', 'Com_grant', 'Com_set_option_global', 'Com_alter_user')"),
        ForeignServers.redis(redis, "CONFIG GET *"),
        ForeignServers.redis(redis, "DBSIZE"),
        ForeignServers.redis(redis, "INFO persistence")
            .lines()
            .filter(it -> it.startsWith("rdb_changes_since_last_save"))
            .toList()
            .toString());
  }

  @Test
  void anAuthorityIsKeptUnderANameOfItsOwnUntilItIsForgotten() throws Exception {
    var first = existing.keepAuthority("shop-dev-postgres-ab12", servers.authority);
    var second = existing.keepAuthority("shop-dev-postgres-ab12", servers.otherAuthority);
    assertThat(first).isNotEqualTo(second).hasContent(servers.authority);
    assertThat(Files.getPosixFilePermissions(first))
        .isEqualTo(java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
    existing.forgetAuthorities("shop-dev-postgres-ab12");
    assertThat(first).doesNotExist();
    assertThat(second).doesNotExist();
    assertThatThrownBy(() -> Trust.parse("-----BEGIN CERTIFICATE-----\nAAAA"))
        .isInstanceOf(ProblemException.class);
  }
}
