package dev.cairn.provider.local.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.HostConfig;
import dev.cairn.core.Name;
import dev.cairn.core.StageRef;
import dev.cairn.process.Processes;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@ContainerEngineRequired
class DockerCleanupTest {
  private static final StageRef DEV = new StageRef(new Name("notes"), new Name("dev"));

  private final DockerEngine engine = new DockerEngine(environment());
  private final DockerNames ours = names();
  private final DockerNames others = names();
  private final DockerNetworks ourNetworks = new DockerNetworks(engine, ours, new Processes());
  private final DockerNetworks otherNetworks = new DockerNetworks(engine, others, new Processes());
  private final DockerCleanup cleanup = new DockerCleanup(engine, ours, ourNetworks);

  private static DockerNames names() {
    var id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    return new DockerNames(id, id);
  }

  /** Names the engine that is tested. */
  Map<String, String> environment() {
    return System.getenv();
  }

  @AfterEach
  void removeEverything() throws Exception {
    cleanup.removeAll();
    new DockerCleanup(engine, others, otherNetworks).removeAll();
    engine.close();
  }

  /** A stage with a container that runs on its network. */
  private void fill(DockerNames names, DockerNetworks networks) {
    networks.ensure(DEV);
    var image = names.repository("notes-dev-r1");
    engine.client().tagImageCmd(ContainerEngineRequired.BASE_IMAGE, image, "r1").exec();
    engine
        .client()
        .createContainerCmd(names.image("notes-dev-r1"))
        .withName(names.container("notes-dev-r1"))
        .withLabels(names.labels(DEV, "notes-dev-r1"))
        .withHostConfig(HostConfig.newHostConfig().withNetworkMode(names.network(DEV)))
        .withCmd("/bin/sleep", "60")
        .exec();
    engine.client().startContainerCmd(names.container("notes-dev-r1")).exec();
  }

  private List<Integer> counts(DockerNames names) {
    var label = List.of(DockerNames.INSTALLATION_LABEL + "=" + names.installation());
    return List.of(
        engine.client().listContainersCmd().withShowAll(true).withLabelFilter(label).exec().size(),
        engine.client().listImagesCmd().withReferenceFilter(names.everyRepository()).exec().size(),
        engine.client().listNetworksCmd().withFilter("label", label).exec().size());
  }

  @Test
  void allOfOneInstallationIsRemovedAndNothingOfAnother() {
    fill(ours, ourNetworks);
    fill(others, otherNetworks);
    assertThat(counts(ours)).containsExactly(1, 1, 1);

    cleanup.removeAll();

    assertThat(counts(ours)).containsExactly(0, 0, 0);
    assertThat(counts(others)).containsExactly(1, 1, 1);
    assertThat(engine.client().inspectImageCmd(ContainerEngineRequired.BASE_IMAGE).exec().getId())
        .isNotBlank();
    cleanup.removeAll();
  }

  @Test
  void networkGoesWithItsStageUnlessSomethingIsOnIt() {
    fill(ours, ourNetworks);
    cleanup.removeStage(DEV);
    assertThat(counts(ours)).containsExactly(1, 1, 1);

    engine.client().removeContainerCmd(ours.container("notes-dev-r1")).withForce(true).exec();
    cleanup.removeStage(DEV);
    assertThat(counts(ours)).containsExactly(0, 1, 0);
    cleanup.removeStage(DEV);
  }
}
