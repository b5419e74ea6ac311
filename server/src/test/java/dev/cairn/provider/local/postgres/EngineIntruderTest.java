package dev.cairn.provider.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.cairn.core.Bytes;
import dev.cairn.core.ReadyWait;
import dev.cairn.core.Sensitive;
import dev.cairn.engine.Engine;
import dev.cairn.engine.Postgres;
import dev.cairn.engine.Redis;
import dev.cairn.process.IdentityFile;
import dev.cairn.process.Launch;
import dev.cairn.process.ProcessIdentity;
import dev.cairn.process.Processes;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.Login;
import dev.cairn.provider.Progress;
import dev.cairn.provider.local.LocalContract;
import dev.cairn.provider.local.LocalDatabases;
import dev.cairn.provider.local.files.Trees;
import dev.cairn.provider.local.instance.Administrator;
import dev.cairn.provider.local.instance.CertificateAuthority;
import dev.cairn.provider.local.instance.CertificateFiles;
import dev.cairn.provider.local.instance.EngineGroups;
import dev.cairn.provider.local.instance.InstanceFiles;
import dev.cairn.provider.local.instance.InstanceRecord;
import dev.cairn.provider.local.limits.ControlGroups;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody got into an engine, and has it start a program of his own out of its data directory: in
 * a session and with an environment of its own, deaf to whoever asks it to end.
 */
class EngineIntruderTest {
  private static final Login LOGIN = new Login("notes", Sensitive.of("p".repeat(40)));

  /** PostgreSQL starts it in its data directory. */
  private static final String BREAK_IN =
      """
      COPY (SELECT 1) TO PROGRAM
      'cp /bin/sleep intruder; trap "" TERM; setsid -f env -i ./intruder 600 >/dev/null 2>&1'
      """;

  @TempDir static Path directory;
  private final Processes processes = new Processes();
  private final LocalDatabases provider = LocalContract.open(home(), stage -> Optional.empty());
  private Optional<ProcessIdentity> intruder = Optional.empty();

  @BeforeEach
  void open() throws IOException {
    assumeThat(Processes.isRoot()).as("root, who makes users and groups").isTrue();
    assumeThat(new ControlGroups(Path.of("/sys/fs/cgroup"), Path.of("/proc/self/cgroup")))
        .as("control groups")
        .matches(it -> it.ensure("probe").isPresent());
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @AfterEach
  void end() {
    intruder.ifPresent(it -> processes.terminate(it, Duration.ZERO));
    for (var id : InstanceFiles.list(home())) {
      assertThat(provider.remove(id, line -> {})).isEqualTo(Progress.ready());
    }
  }

  @AfterAll
  static void clear() {
    Trees.delete(home());
  }

  private static Path home() {
    return directory.resolve("home");
  }

  private static DatabaseInstance wanted(String id, Engine engine, String version, int type) {
    return new DatabaseInstance(
        id,
        engine,
        version,
        engine.types().get(type),
        Bytes.ofGib(1),
        Optional.empty(),
        engine instanceof Redis ? "0" : "notes",
        List.of(LOGIN),
        false,
        Optional.empty());
  }

  private static DatabaseInstance postgres(String id, int type) {
    return wanted(id, Postgres.INSTANCE, "15", type);
  }

  private static InstanceFiles files(DatabaseInstance instance) {
    return InstanceFiles.of(home(), instance.id());
  }

  private void ensure(DatabaseInstance instance) {
    assertThat(provider.ensure(instance, line -> {})).isEqualTo(Progress.ready());
  }

  private ProcessIdentity breakInto(DatabaseInstance instance) throws SQLException {
    var authority = new CertificateAuthority(home().resolve("tls"), Clock.systemUTC());
    PostgresSession.administer(
        new Administrator(
            InstanceRecord.find(files(instance)).orElseThrow().port(),
            Sensitive.of("admin-of-" + instance.id()),
            new CertificateFiles(authority).authority()),
        List.of(BREAK_IN));
    return intruderIn(instance);
  }

  private ProcessIdentity intruderIn(DatabaseInstance instance) {
    intruder =
        Optional.of(
            ReadyWait.upTo(Duration.ofSeconds(10))
                .forResult(
                    "the intruder to run",
                    () ->
                        processes.findIn(files(instance).data()).stream()
                            .filter(it -> it.executable().endsWith("/intruder"))
                            .findFirst()));
    return intruder.orElseThrow();
  }

  @Test
  void isEndedBeforeABackupWhichCanBeRestored() throws Exception {
    var instance = postgres("backed-up-postgres", 0);
    ensure(instance);
    var inside = breakInto(instance);
    assertThat(provider.backup(instance.id(), "clean", line -> {})).isEqualTo(Progress.ready());
    assertThat(processes.isAlive(inside)).isFalse();
    ensure(
        new DatabaseInstance(
            "restored-postgres",
            instance.engine(),
            instance.version(),
            instance.type(),
            instance.storage(),
            instance.stage(),
            instance.database(),
            instance.logins(),
            instance.cacheOnly(),
            Optional.of("clean")));
  }

  @Test
  void isEndedWithARestart() throws Exception {
    ensure(postgres("resized-postgres", 0));
    var inside = breakInto(postgres("resized-postgres", 0));
    ensure(postgres("resized-postgres", 1));
    assertThat(processes.isAlive(inside)).isFalse();
  }

  /** Where the engine itself is gone already, too. */
  @Test
  void isEndedWithItsInstance() throws Exception {
    var instance = postgres("removed-postgres", 0);
    ensure(instance);
    var inside = breakInto(instance);
    processes.terminate(IdentityFile.find(files(instance).process()).orElseThrow(), Duration.ZERO);
    assertThat(processes.isAlive(inside)).isTrue();
    assertThat(provider.remove(instance.id(), line -> {})).isEqualTo(Progress.ready());
    assertThat(processes.isAlive(inside)).isFalse();
  }

  @Test
  void isEndedWithARedisWhichHasNoBoundAndGoesNoSoonerWhereMemoryRunsOut() throws Exception {
    var instance = wanted("intruded-redis", Redis.INSTANCE, "7.0", 0);
    ensure(instance);
    var files = files(instance);
    var server = IdentityFile.find(files.process()).orElseThrow();
    assertThat(Path.of("/proc/" + server.pid() + "/oom_score_adj"))
        .content()
        .isEqualTo(Files.readString(Path.of("/proc/self/oom_score_adj")));
    var list = new EngineGroups(processes).ensure(files).orElseThrow();
    assertThat(Files.readAllLines(list)).contains(String.valueOf(server.pid()));
    assertThat(Stream.of(list.resolveSibling("pids.max")).filter(Files::exists))
        .allSatisfy(bound -> assertThat(bound).content().isEqualTo("max\n"));
    var program = Files.copy(Path.of("/bin/sleep"), files.data().resolve("intruder"));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    intruder =
        Optional.of(
            processes.start(
                new Launch(
                        List.of(program.toString(), "600"),
                        files.data(),
                        Map.of(),
                        directory.resolve("log"),
                        files.user())
                    .joining(Optional.of(list))));
    assertThat(provider.backup(instance.id(), "clean-redis", line -> {}))
        .isEqualTo(Progress.ready());
    assertThat(processes.isAlive(intruder.orElseThrow())).isFalse();
  }
}
