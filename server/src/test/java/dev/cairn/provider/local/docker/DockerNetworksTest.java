package dev.cairn.provider.local.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.Name;
import dev.cairn.core.StageRef;
import dev.cairn.process.Processes;
import dev.cairn.provider.local.instance.StageNetworks.Network;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;

@ContainerEngineRequired
class DockerNetworksTest {
  private static final StageRef DEV = new StageRef(new Name("notes"), new Name("dev"));

  private final String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
  private final DockerNames names = new DockerNames(id, id);
  private final DockerEngine engine = new DockerEngine(environment());
  private final DockerNetworks networks = new DockerNetworks(engine, names, new Processes());
  private final DockerNetworks ofAnotherServer = new DockerNetworks(engine, names, new Processes());

  /** Names the engine that is tested. */
  Map<String, String> environment() {
    return System.getenv();
  }

  @AfterEach
  void removeEverything() throws Exception {
    new DockerCleanup(engine, names, networks).removeAll();
    engine.close();
  }

  private static Optional<Network> result(Future<Optional<Network>> future) {
    try {
      return future.get();
    } catch (ExecutionException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @RepeatedTest(5)
  void databasesMadeAtTheSameMomentShareOneNetwork() throws Exception {
    Callable<Optional<Network>> here = () -> networks.ensure(DEV);
    Callable<Optional<Network>> there = () -> ofAnotherServer.ensure(DEV);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var all =
          executor.invokeAll(Stream.of(here, there, here, there, here, there).toList()).stream()
              .map(DockerNetworksTest::result)
              .distinct();

      assertThat(all).hasSize(1).doesNotContain(Optional.empty());
    }
    assertThat(engine.client().listNetworksCmd().withNameFilter(names.network(DEV)).exec())
        .hasSize(1);
  }
}
