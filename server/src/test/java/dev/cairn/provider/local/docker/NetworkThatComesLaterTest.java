package dev.cairn.provider.local.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.command.WaitContainerResultCallback;
import dev.cairn.core.Bytes;
import dev.cairn.core.Sensitive;
import dev.cairn.core.StageRef;
import dev.cairn.engine.Engine;
import dev.cairn.engine.MySql;
import dev.cairn.engine.Postgres;
import dev.cairn.engine.Redis;
import dev.cairn.process.Processes;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.Login;
import dev.cairn.provider.Progress;
import dev.cairn.provider.local.LocalDatabases;
import dev.cairn.provider.local.instance.CertificateAuthority;
import dev.cairn.provider.local.instance.StageNetworks;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Real databases that are made while no container engine answers, and containers later. */
@ContainerEngineRequired
@Timeout(180)
class NetworkThatComesLaterTest {
  private static final StageRef DEV = StageRef.parse("notes/dev");

  private final String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
  private final DockerNames names = new DockerNames(id, id);
  private final DockerEngine engine = new DockerEngine(System.getenv());
  private final DockerNetworks networks = new DockerNetworks(engine, names, new Processes());
  private final AtomicBoolean answers = new AtomicBoolean();
  private final StageNetworks later =
      stage -> answers.get() ? networks.ensure(stage) : Optional.empty();
  @TempDir static Path home;

  @AfterEach
  void removeEverything() throws Exception {
    new DockerCleanup(engine, names, networks).removeAll();
    engine.close();
  }

  static List<Engine> engines() {
    return List.of(Redis.INSTANCE, Postgres.INSTANCE, MySql.INSTANCE);
  }

  @ParameterizedTest
  @MethodSource("engines")
  void databaseIsReachedByContainersOnceItIsRestartedThere(Engine kind) throws Exception {
    var databases = databases();
    var wanted = wanted(databases, kind);
    try {
      assertThat(databases.ensure(wanted, line -> {})).isEqualTo(Progress.ready());
      assertThat(databases.unconnected(wanted.id(), DEV)).isEmpty();
      answers.set(true);
      assertThat(databases.unconnected(wanted.id(), DEV).orElseThrow())
          .contains("listens on 127.0.0.1 only");

      assertThat(databases.ensure(wanted, line -> {})).isEqualTo(Progress.ready());
      assertThat(databases.unconnected(wanted.id(), DEV)).isEmpty();
      assertThat(isReached(databases, wanted)).isTrue();

      // Away again, processes go on; back with other addresses, it is told.
      answers.set(false);
      assertThat(databases.unconnected(wanted.id(), DEV)).isEmpty();
      var elsewhere =
          open(stage -> Optional.of(new StageNetworks.Network("127.0.0.9", "127.0.0.0/24")));
      assertThat(elsewhere.unconnected(wanted.id(), DEV).orElseThrow())
          .contains("network is 127.0.0.0/24 now");
      assertThat(elsewhere.ensure(wanted, line -> {})).isEqualTo(Progress.ready());
      assertThat(elsewhere.unconnected(wanted.id(), DEV)).isEmpty();
    } finally {
      assertThat(databases.remove(wanted.id(), line -> {})).isEqualTo(Progress.ready());
    }
  }

  private LocalDatabases databases() {
    return open(later);
  }

  private static LocalDatabases open(StageNetworks networks) {
    return new LocalDatabases(
        home,
        new Processes(),
        networks,
        new CertificateAuthority(home.resolve("tls"), Clock.systemUTC()),
        Map.of(),
        name -> Sensitive.of("admin-of-" + name),
        Clock.systemUTC());
  }

  private static DatabaseInstance wanted(LocalDatabases databases, Engine kind) {
    return new DatabaseInstance(
        "notes-dev-" + kind.id(),
        kind,
        databases.versions(kind).getFirst().version().name(),
        kind.types().getFirst(),
        Bytes.ofGib(20),
        Optional.of(DEV),
        kind.equals(Redis.INSTANCE) ? "0" : "notes",
        List.of(new Login("notes", Sensitive.of("0123456789012345678901234567890123456789"))),
        false,
        Optional.empty());
  }

  /** From inside of a container on the stage's network. */
  private boolean isReached(LocalDatabases databases, DatabaseInstance wanted) throws Exception {
    var endpoint = databases.observe(wanted.id()).endpoint().orElseThrow();
    var address = endpoint.containerHost() + ":" + endpoint.port();
    var look = "exit !IO::Socket::INET->new(PeerAddr => '" + address + "', Timeout => 5)";
    var name = names.container("notes-dev-r1");
    engine
        .client()
        .createContainerCmd(ContainerEngineRequired.BASE_IMAGE)
        .withName(name)
        .withLabels(names.labels(DEV, "notes-dev-r1"))
        .withHostConfig(
            com.github.dockerjava.api.model.HostConfig.newHostConfig()
                .withNetworkMode(names.network(DEV)))
        .withCmd("perl", "-MIO::Socket::INET", "-e", look)
        .exec();
    engine.client().startContainerCmd(name).exec();
    return engine
            .client()
            .waitContainerCmd(name)
            .exec(new WaitContainerResultCallback())
            .awaitStatusCode(30, TimeUnit.SECONDS)
        == 0;
  }
}
