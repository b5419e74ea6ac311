package dev.cairn.provider.local.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.Bytes;
import dev.cairn.core.ProblemException;
import dev.cairn.core.ReadyWait;
import dev.cairn.core.Sensitive;
import dev.cairn.core.StageRef;
import dev.cairn.engine.InstanceType;
import dev.cairn.engine.Redis;
import dev.cairn.engine.redis.RedisCommands;
import dev.cairn.engine.redis.RedisConf;
import dev.cairn.process.IdentityFile;
import dev.cairn.process.Launch;
import dev.cairn.process.ProcessIdentity;
import dev.cairn.process.Processes;
import dev.cairn.process.Programs;
import dev.cairn.process.Suspended;
import dev.cairn.process.SystemUsers;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.Login;
import dev.cairn.provider.Observed;
import dev.cairn.provider.Progress;
import dev.cairn.provider.local.LocalContract;
import dev.cairn.provider.local.LocalDatabases;
import dev.cairn.provider.local.files.Trees;
import dev.cairn.provider.local.instance.Administrator;
import dev.cairn.provider.local.instance.CertificateAuthority;
import dev.cairn.provider.local.instance.CertificateFiles;
import dev.cairn.provider.local.instance.Gateways;
import dev.cairn.provider.local.instance.InstanceFiles;
import dev.cairn.provider.local.instance.InstanceRecord;
import dev.cairn.provider.local.instance.StageNetworks;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong around a real Redis: networks that are away, ends half-way, hung servers. */
class RedisTroubleTest {
  private static final String ID = "trouble-redis";
  private static final Login FIRST = new Login("notes", Sensitive.of("f".repeat(40)));
  private static final Login SECOND = new Login("notes", Sensitive.of("s".repeat(40)));

  /** For documentation: no machine has it. See RFC 5737. */
  private static final String AWAY = "192.0.2.77";

  private final Processes processes = new Processes();
  @TempDir Path directory;

  @AfterEach
  void remove() {
    process().ifPresent(Suspended::goOn);
    assertThat(provider().remove(ID, line -> {})).isEqualTo(Progress.ready());
    Trees.delete(directory.resolve("home"));
  }

  private LocalDatabases provider() {
    return LocalContract.open(directory.resolve("home"), stage -> Optional.empty());
  }

  private InstanceFiles files() {
    return InstanceFiles.of(directory.resolve("home"), ID);
  }

  private InstanceRecord instance() {
    return InstanceRecord.find(files()).orElseThrow();
  }

  private Optional<ProcessIdentity> process() {
    return IdentityFile.find(files().process());
  }

  private static InstanceType type(int index) {
    return Redis.INSTANCE.types().get(index);
  }

  private static DatabaseInstance wanted(InstanceType type, Bytes storage, Login... logins) {
    return new DatabaseInstance(
        ID,
        Redis.INSTANCE,
        "7.0",
        type,
        storage,
        Optional.of(StageRef.parse("notes/dev")),
        "0",
        List.of(logins),
        false,
        Optional.empty());
  }

  private static DatabaseInstance wanted(Login... logins) {
    return wanted(type(0), Bytes.ofGib(1), logins);
  }

  private void ensure(DatabaseInstance wanted) {
    assertThat(provider().ensure(wanted, line -> {})).isEqualTo(Progress.ready());
  }

  private RedisSession administrator() throws RedisFailure {
    return RedisSession.administrator(administrators().apply(instance()), Duration.ofSeconds(20));
  }

  private RedisSession session(Login login) throws RedisFailure {
    return RedisSession.plain("127.0.0.1", instance().port(), "notes", login.password());
  }

  @Test
  void startsWhileItsStagesNetworkIsAway() {
    var provider =
        LocalContract.open(
            directory.resolve("home"),
            stage -> Optional.of(new StageNetworks.Network(AWAY, "192.0.2.0/24")));
    assertThat(provider.ensure(wanted(FIRST), line -> {})).isEqualTo(Progress.ready());
    assertThat(provider.observe(ID).state()).isEqualTo(Observed.State.RUNNING);
  }

  /** As after a reboot at which Cairn was there before the container engine. */
  @Test
  void networkThatCameAfterItsStartIsListenedOnAfterARepair() throws Exception {
    ensure(wanted(FIRST));
    instance().on(new StageNetworks.Network("127.0.0.79", "127.0.0.0/24")).write(files());
    var seen = provider().observe(ID);
    assertThat(seen.state()).isEqualTo(Observed.State.FAILED);
    assertThat(seen.reason()).contains("stage's network");
    ensure(wanted(FIRST));
    assertThat(provider().observe(ID).state()).isEqualTo(Observed.State.RUNNING);
    assertThat(Gateways.answers("127.0.0.79", instance().port())).isTrue();
  }

  /** One that held much memory counts as alive for a moment after its end. */
  @Test
  void serverThatEndsJustNowIsReplaced() throws Exception {
    ensure(wanted(FIRST));
    new RedisServer(processes).stop(files());
    var ending =
        processes.start(
            new Launch(
                List.of("sleep", "1"), directory, Map.of(), files().log(), Optional.empty()));
    IdentityFile.write(files().process(), ending);
    ensure(wanted(FIRST));
    assertThat(process().orElseThrow()).isNotEqualTo(ending);
    try (var session = session(FIRST)) {
      assertThat(session.text("PING")).isEqualTo("PONG");
    }
  }

  @Test
  void serverThatReadsItsDataIsStartingUntilItAnswers() throws Exception {
    ensure(wanted(FIRST));
    try (var session = session(FIRST)) {
      for (int i = 0; i < 20; i++) {
        session.run("SET", "key-" + i, "value");
      }
    }
    var programs = Path.of("/proc/" + process().orElseThrow().pid() + "/exe").toRealPath();
    new RedisServer(processes).stop(files());
    var conf = files().directory().resolve(RedisConf.FILE);
    Files.writeString(conf, "key-load-delay 100000\n", StandardOpenOption.APPEND);
    IdentityFile.write(
        files().process(),
        processes.start(
            new Launch(
                    RedisCommands.server(programs.resolveSibling("redis-server"), conf),
                    files().data(),
                    Map.of(),
                    files().log(),
                    SystemUsers.engineUser())
                .marked(files().mark())));
    assertThat(provider().observe(ID).state()).isEqualTo(Observed.State.STARTING);
    ReadyWait.upTo(Duration.ofSeconds(20))
        .until("its data", () -> provider().observe(ID).state() == Observed.State.RUNNING);
    try (var session = session(FIRST)) {
      assertThat(session.text("GET", "key-19")).isEqualTo("value");
    }
  }

  @Test
  void oneThatCannotBeStoppedIsNamedAndKeepsNoOtherRunning() throws Exception {
    ensure(wanted(FIRST));
    var unreadable = InstanceFiles.of(directory.resolve("home"), "unreadable-redis").process();
    Files.createDirectories(unreadable);
    assertThatThrownBy(() -> provider().stopAll(ID))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("unreadable-redis")
        .hasMessageNotContaining(ID);
    assertThat(process().filter(processes::isAlive)).isEmpty();
  }

  @Test
  void fullOneIsNotMadeSmallerThanWhatItHolds() throws Exception {
    var large = wanted(type(1), Bytes.ofMib(64), FIRST);
    ensure(large);
    try (var session = administrator()) {
      session.run("SETRANGE", "large", "420000000", "x");
    }
    var full = instance().refusing("It is full.").write(files());
    engine().applyWritable(files(), full);
    assertThat(provider().ensure(wanted(type(0), Bytes.ofMib(64), FIRST), line -> {}))
        .isInstanceOfSatisfying(
            Progress.Failed.class,
            it -> assertThat(it.problem().code()).isEqualTo("type-too-small"));
    ensure(wanted(type(1), Bytes.ofMib(64), FIRST, SECOND));
  }

  /** They hold their places for ever: Redis waits for no login. */
  @Test
  void strangersWhoNeverLogInTakeNobodysPlaceForLong() throws Exception {
    ensure(wanted(FIRST));
    try (var us = administrator()) {
      us.run("CONFIG", "SET", "maxclients", "60");
    }
    var provider = provider();
    assertThat(provider.statistics(ID)).isPresent();
    var strangers = new ArrayList<Socket>();
    try {
      for (int i = 0; i < 80; i++) {
        strangers.add(new Socket(InetAddress.ofLiteral("127.0.0.1"), instance().port()));
      }
      assertThatThrownBy(() -> session(FIRST).run("PING")).isInstanceOf(RedisFailure.class);
      provider.guardStorage(ID);
      try (var application = session(FIRST)) {
        assertThat(application.text("PING")).isEqualTo("PONG");
      }
    } finally {
      for (var stranger : strangers) {
        stranger.close();
      }
    }
  }

  private RedisEngine engine() {
    return new RedisEngine(
        new RedisBinaries(
            directory.resolve("home/engines"), Map.of(), Programs.directories(), processes),
        new RedisServer(processes),
        new RedisLogins(new CertificateFiles(authority())),
        administrators());
  }

  private Function<InstanceRecord, Administrator> administrators() {
    return Administrator.of(
        id -> Sensitive.of("admin-of-" + id), new CertificateFiles(authority()));
  }

  private CertificateAuthority authority() {
    return new CertificateAuthority(directory.resolve("home/tls"), Clock.systemUTC());
  }

  @Test
  void hungOneNearItsStorageKeepsNobodyWaiting() {
    ensure(wanted(FIRST));
    instance().refusing("It is full.").write(files());
    Suspended.stop(process().orElseThrow());
    long before = System.nanoTime();
    assertThatThrownBy(() -> provider().guardStorage(ID))
        .hasMessageContaining("database-not-answering");
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
  }

  /**
   * As a Cairn leaves it that was killed between taking a password away and ending its sessions.
   */
  @Test
  void sessionsOfAPasswordThatWasTakenAwayAreEndedByTheNextLook() throws Exception {
    ensure(wanted(FIRST));
    try (var old = session(FIRST)) {
      ensure(wanted(FIRST, SECOND));
      var logins = files().directory().resolve("logins.json");
      var known = Files.readString(logins);
      try (var session = administrator()) {
        session.run("ACL", "SETUSER", "notes", "<" + FIRST.password().reveal());
      }
      assertThat(old.text("PING")).isEqualTo("PONG");
      Files.writeString(logins, known);
      try (var fresh = session(SECOND)) {
        ensure(wanted(SECOND));
        assertThat(fresh.text("PING")).isEqualTo("PONG");
        assertThatThrownBy(() -> old.run("PING")).isInstanceOf(RedisFailure.class);
      }
    }
  }
}
