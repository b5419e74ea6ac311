package dev.cairn.provider.local.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.Bytes;
import dev.cairn.core.ReadyWait;
import dev.cairn.core.Sensitive;
import dev.cairn.core.StageRef;
import dev.cairn.engine.redis.RedisConf;
import dev.cairn.process.Command;
import dev.cairn.process.IdentityFile;
import dev.cairn.process.ProcessIdentity;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.Login;
import dev.cairn.provider.Observed;
import dev.cairn.provider.Progress;
import dev.cairn.provider.local.files.Trees;
import dev.cairn.provider.local.instance.InstanceFiles;
import dev.cairn.provider.local.instance.InstanceRecord;
import dev.cairn.provider.local.instance.StageNetworks;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the system's program where it has that version, and what only shows on real processes. */
class LocalRedis70Test extends LocalRedisContract {
  @TempDir static Path directory;

  @AfterAll
  static void clear() {
    Trees.delete(directory.resolve("home"));
  }

  @Override
  protected Path home() {
    return directory.resolve("home");
  }

  @Override
  protected String version() {
    return "7.0";
  }

  private InstanceFiles files(String id) {
    return InstanceFiles.of(home(), id);
  }

  private ProcessIdentity process(String id) {
    return new RedisServer(processes).find(files(id)).orElseThrow();
  }

  private void stop(String id) {
    new RedisServer(processes).stop(files(id));
  }

  private int port(String id) {
    return provider().observe(id).endpoint().orElseThrow().port();
  }

  @Test
  void serverIsFoundAgainWhereItsFileWasNeverWritten() throws Exception {
    var instance = wanted("adopted-redis");
    ensure(instance);
    var before = process(instance.id());
    Files.delete(files(instance.id()).process());
    ensure(instance);
    assertThat(process(instance.id())).isEqualTo(before);
    assertThat(IdentityFile.find(files(instance.id()).process())).contains(before);
  }

  @Test
  void makingThatWasKilledInItsMiddleIsMadeAnew() throws Exception {
    var instance = wanted("halfway-redis");
    ensure(instance);
    var record = InstanceRecord.find(files(instance.id())).orElseThrow();
    record.in(InstanceRecord.Phase.CREATING, "").write(files(instance.id()));
    assertThat(state(instance.id())).isEqualTo(Observed.State.STARTING);
    var before = process(instance.id());
    Files.delete(files(instance.id()).process());
    ensure(instance);
    assertThat(processes.isAlive(before)).isFalse();
    write(instance, "one");
    assertThat(read(instance)).containsExactly("one");
  }

  @Test
  void dataThatVanishedAreNotReplacedByEmptyOnes() throws Exception {
    var instance = wanted("vanished-redis");
    ensure(instance);
    stop(instance.id());
    Files.move(files(instance.id()).data(), home().resolve("elsewhere"));
    assertThat(provider().ensure(instance, line -> {}))
        .isInstanceOfSatisfying(
            Progress.Failed.class, it -> assertThat(it.problem().code()).isEqualTo("data-missing"));
    Trees.delete(home().resolve("elsewhere"));
  }

  @Test
  void takenTlsPortIsSaidAndPasses() throws Exception {
    var instance = wanted("port-redis");
    ensure(instance);
    int port = port(instance.id());
    stop(instance.id());
    try (var taken = new ServerSocket(port + 1)) {
      assertThat(taken.isBound()).isTrue();
      assertThat(provider().ensure(instance, line -> {}))
          .isInstanceOfSatisfying(
              Progress.Unsettled.class,
              it -> {
                assertThat(it.cause().code()).isEqualTo("port-taken");
                assertThat(it.cause().message()).contains(String.valueOf(port + 1));
              });
    }
    ensure(instance);
    assertThat(port(instance.id())).isEqualTo(port);
  }

  @Test
  void tornEndOfTheAppendOnlyFileLosesOnlyWhatWasTorn() throws Exception {
    var instance = wanted("torn-redis");
    ensure(instance);
    write(instance, "kept");
    write(instance, "torn");
    ReadyWait.upTo(Duration.ofSeconds(5))
        .until("both lines", () -> text(appendOnlyFile(instance)).contains("torn"));
    kill(instance.id());
    var file = appendOnlyFile(instance);
    try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() - 3);
    }
    ensure(instance);
    assertThat(read(instance)).containsExactly("kept");
  }

  @Test
  void damagedDataAreLeftAloneAndTheSuggestedRepairWorks() throws Exception {
    var instance = wanted("damaged-redis");
    ensure(instance);
    write(instance, "kept");
    write(instance, "damaged");
    write(instance, "after");
    stop(instance.id());
    var file = appendOnlyFile(instance);
    var broken = text(file).replace("$7\r\ndamaged", "$9\r\ndamaged");
    Files.writeString(file, broken, StandardCharsets.ISO_8859_1);
    var outcome = provider().ensure(instance, line -> {});
    assertThat(outcome).isInstanceOf(Progress.Failed.class);
    var problem = ((Progress.Failed) outcome).problem();
    assertThat(problem.code()).isEqualTo("data-damaged");
    assertThat(problem.message()).contains("Bad file format");
    assertThat(text(file)).isEqualTo(broken);
    var repair = problem.suggestion().replaceFirst("(?s)^.*?: ", "");
    var repaired = processes.run(Command.of("sh", "-c", repair).withInput(Sensitive.of("y\ny\n")));
    assertThat(repaired.succeeded()).as(repaired.output()).isTrue();
    ensure(instance);
    assertThat(read(instance)).containsExactly("kept");
  }

  private Path appendOnlyFile(DatabaseInstance instance) throws Exception {
    try (var found =
        Files.newDirectoryStream(
            files(instance.id()).data().resolve("appendonlydir"), "*.incr.aof")) {
      return found.iterator().next();
    }
  }

  private static String text(Path file) throws Exception {
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }

  @Test
  void resizeDropsNoConnectionAndATypeTooSmallIsRefused() throws Exception {
    var instance = sized(wanted("resized-redis"), type(1), Bytes.ofGib(20));
    ensure(instance);
    try (var open = session(instance)) {
      ensure(sized(instance, type(2), Bytes.ofGib(20)));
      assertThat(open.text("PING")).isEqualTo("PONG");
      assertThat(open.info().maxMemory()).isEqualTo(RedisConf.memoryForData(type(2)));
      open.run("SETRANGE", "large", "420000000", "x");
      assertThat(provider().ensure(sized(instance, type(0), Bytes.ofGib(20)), line -> {}))
          .isInstanceOfSatisfying(
              Progress.Failed.class,
              it -> assertThat(it.problem().code()).isEqualTo("type-too-small"));
      open.run("DEL", "large");
      assertThat(open.text("PING")).isEqualTo("PONG");
    }
  }

  @Test
  void endOfARotationEndsTheSessionsOfTheOldPasswordAlone() throws Exception {
    var instance = wanted("rotated-redis");
    var second = secondLogin(instance);
    ensure(instance);
    try (var old = session(instance)) {
      ensure(with(instance, second, LOGIN));
      try (var fresh = session(with(instance, second))) {
        assertThat(old.text("PING")).isEqualTo("PONG");
        ensure(with(instance, second));
        assertThat(fresh.text("PING")).isEqualTo("PONG");
        assertThatThrownBy(() -> old.run("PING")).isInstanceOf(RedisFailure.class);
      }
    }
    stop(instance.id());
    ensure(with(instance, second));
    assertThat(logsIn(instance, LOGIN)).isFalse();
  }

  @Test
  void cacheForgetsAndMakesRoom() throws Exception {
    var plain = wanted("cache-redis");
    var instance =
        new DatabaseInstance(
            plain.id(),
            plain.engine(),
            plain.version(),
            plain.type(),
            plain.storage(),
            plain.stage(),
            plain.database(),
            plain.logins(),
            true,
            plain.fromBackup());
    ensure(instance);
    write(instance, "forgotten");
    try (var session = session(instance)) {
      assertThat(session.info().values()).containsEntry("maxmemory_policy", "allkeys-lru");
    }
    kill(instance.id());
    ensure(instance);
    assertThat(read(instance)).isEmpty();
    assertThat(provider().backup(instance.id(), "of-a-cache", line -> {}))
        .isEqualTo(Progress.ready());
  }

  @Test
  void fullDatabaseLetsRoomBeMadeAndOpensByItself() throws Exception {
    var instance = sized(wanted("full-redis"), type(0), Bytes.ofMib(8));
    ensure(instance);
    try (var session = session(instance)) {
      for (int i = 0; provider().observe(instance.id()).writable(); i++) {
        assertThat(i).isLessThan(30);
        fill(instance);
        provider().guardStorage(instance.id());
      }
      assertThatThrownBy(() -> session.run("SET", "more", "1")).hasMessageStartingWith("OOM");
      session.run("FLUSHDB");
      ReadyWait.upTo(Duration.ofSeconds(20))
          .every(Duration.ofMillis(100))
          .until(
              "the emptied append-only file",
              () -> {
                provider().guardStorage(instance.id());
                return provider().observe(instance.id()).writable();
              });
      assertThat(session.text("SET", "more", "1")).isEqualTo("OK");
    }
  }

  @Test
  void manyAtOnceEachGetPortsAndDataOfTheirOwn() throws Exception {
    var made = List.of("many-redis-0", "many-redis-1", "many-redis-2", "many-redis-3");
    assertThat(ensureAtOnce(made)).doesNotHaveDuplicates();
    var ports = new ArrayList<Integer>();
    for (var id : made) {
      ports.addAll(InstanceRecord.find(files(id)).orElseThrow().ports());
    }
    assertThat(ports).hasSize(8).doesNotHaveDuplicates();
  }

  @Test
  void listensOnItsStagesNetworkToo() throws Exception {
    var network = new StageNetworks.Network("127.0.0.78", "127.0.0.0/24");
    var provider = open(home(), stage -> Optional.of(network));
    var plain = wanted("network-redis");
    var instance =
        new DatabaseInstance(
            plain.id(),
            plain.engine(),
            plain.version(),
            plain.type(),
            plain.storage(),
            Optional.of(StageRef.parse("notes/dev")),
            plain.database(),
            plain.logins(),
            plain.cacheOnly(),
            plain.fromBackup());
    assertThat(provider.ensure(instance, line -> {})).isEqualTo(Progress.ready());
    var endpoint = provider.observe(instance.id()).endpoint().orElseThrow();
    assertThat(endpoint.containerHost()).isEqualTo("127.0.0.78");
    try (var session =
        RedisSession.tls(
            "127.0.0.78",
            endpoint.tlsPort().orElseThrow(),
            "notes",
            PASSWORD,
            endpoint.certificateAuthority())) {
      assertThat(session.text("PING")).isEqualTo("PONG");
    }
  }

  /** The client that people have, unmodified. */
  @Test
  void redisCliGetsInOverVerifiedTlsAndPlain() {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/redis-cli")), "needs redis-cli: install redis-tools");
    var instance = wanted("cli-redis");
    ensure(instance);
    var endpoint = provider().observe(instance.id()).endpoint().orElseThrow();
    var authority = endpoint.certificateAuthority().orElseThrow().toString();
    var tls = String.valueOf(endpoint.tlsPort().orElseThrow());
    assertThat(cli(LOGIN, "--tls", "--cacert", authority, "-h", "localhost", "-p", tls, "PING"))
        .isEqualTo("PONG");
    assertThat(cli(LOGIN, "--tls", "-h", "localhost", "-p", tls, "PING"))
        .as("nobody else vouches for the certificate")
        .contains("certificate verify failed");
    var url = "redis://127.0.0.1:" + endpoint.port() + "/0";
    assertThat(cli(LOGIN, "-u", url, "--user", "notes", "SET", "a", "b")).isEqualTo("OK");
    assertThat(
            cli(new Login("notes", Sensitive.of("wrong")), "-p", "" + endpoint.port(), "GET", "a"))
        .contains("NOAUTH");
    assertThat(cli(new Login("default", Sensitive.of("")), "-p", "" + endpoint.port(), "GET", "a"))
        .contains("NOAUTH");
  }

  private String cli(Login login, String... arguments) {
    var argv = new ArrayList<>(List.of("redis-cli", "--user", login.username()));
    argv.addAll(List.of(arguments));
    return processes
        .run(Command.of(argv).withEnvironment(Map.of("REDISCLI_AUTH", login.password().reveal())))
        .output()
        .strip();
  }

  @Test
  void noFileOrLogHoldsAPassword() throws Exception {
    var instance = wanted("quiet-redis");
    ensure(instance);
    ensure(with(instance, secondLogin(instance), LOGIN));
    ensure(with(instance, secondLogin(instance)));
    try (var found = Files.walk(files(instance.id()).directory())) {
      for (var file : found.filter(Files::isRegularFile).toList()) {
        assertThat(text(file))
            .as(file.toString())
            .doesNotContain(PASSWORD.reveal())
            .doesNotContain("s".repeat(40))
            .doesNotContain("admin-of-");
      }
    }
  }
}
