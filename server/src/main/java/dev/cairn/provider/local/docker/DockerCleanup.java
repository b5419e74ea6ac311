package dev.cairn.provider.local.docker;

import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Image;
import com.github.dockerjava.api.model.Network;
import dev.cairn.core.ProblemException;
import dev.cairn.core.StageRef;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes from the container engine what this installation made there and needs no more. What belongs
 * to others, another Cairn included, is told apart by label and name, and stays. Both may be asked
 * again; what cannot be removed is logged as a warning, with the way to do it by hand, since
 * whatever asked for it has happened already.
 */
public final class DockerCleanup {
  private static final Logger LOG = LoggerFactory.getLogger(DockerCleanup.class);

  private final DockerEngine engine;
  private final DockerNames names;
  private final DockerNetworks networks;

  public DockerCleanup(DockerEngine engine, DockerNames names, DockerNetworks networks) {
    this.engine = engine;
    this.names = names;
    this.networks = networks;
  }

  /** The network of a stage that is deleted. */
  public void removeStage(StageRef stage) {
    if (isAway()) {
      return;
    }
    attempt(
        "docker network rm " + names.network(stage),
        () -> {
          if (networks.find(stage).isPresent()) {
            networks.remove(stage);
          }
        });
  }

  /** Containers with their state, images that Cairn built or named, and networks. */
  public void removeAll() {
    if (isAway()) {
      return;
    }
    containers().forEach(id -> attempt("docker rm -fv " + id, () -> removeContainer(id)));
    images().forEach(image -> attempt("docker rmi " + image, () -> removeImage(image)));
    networks()
        .forEach(
            it ->
                attempt(
                    "docker network rm " + it.getId(),
                    () -> networks.remove(it.getId(), it.getName())));
  }

  private boolean isAway() {
    var reason = engine.unavailable();
    reason.ifPresent(why -> LOG.debug("Nothing to remove from a container engine: {}", why));
    return reason.isPresent();
  }

  private static void attempt(String byHand, Runnable removal) {
    try {
      removal.run();
    } catch (DockerException e) {
      LOG.warn("Not removed: {}. By hand: {}", DockerEngine.reason(e), byHand);
    } catch (ProblemException e) {
      LOG.warn("Not removed: {} By hand: {}", e.problem().message(), byHand);
    }
  }

  private List<String> label() {
    return List.of(DockerNames.INSTALLATION_LABEL + "=" + names.installation());
  }

  private List<String> containers() {
    return engine
        .client()
        .listContainersCmd()
        .withShowAll(true)
        .withLabelFilter(label())
        .exec()
        .stream()
        .filter(container -> Arrays.stream(container.getNames()).anyMatch(names::isContainer))
        .map(Container::getId)
        .toList();
  }

  private void removeContainer(String id) {
    try {
      engine.client().removeContainerCmd(id).withForce(true).withRemoveVolumes(true).exec();
      LOG.info("Removed container {}", id);
    } catch (NotFoundException | ConflictException goneOrGoing) {
      LOG.debug("Container {} is gone", id);
    }
  }

  /** By their names; an image of others loses that name alone. Then builds that lost theirs. */
  private List<String> images() {
    var named =
        engine.client().listImagesCmd().withReferenceFilter(names.everyRepository()).exec().stream()
            .flatMap(DockerCleanup::tags)
            .filter(names::isImage);
    var nameless =
        engine.client().listImagesCmd().withLabelFilter(label().getFirst()).exec().stream()
            .filter(image -> tags(image).allMatch(names::isImage))
            .map(Image::getId);
    return Stream.concat(named, nameless).toList();
  }

  private static Stream<String> tags(Image image) {
    return Optional.ofNullable(image.getRepoTags()).stream()
        .flatMap(Arrays::stream)
        .filter(tag -> !tag.equals("<none>:<none>"));
  }

  private void removeImage(String image) {
    try {
      engine.client().removeImageCmd(image).exec();
      LOG.info("Removed image {}", image);
    } catch (NotFoundException gone) {
      LOG.debug("Image {} is gone", image);
    }
  }

  private List<Network> networks() {
    return engine.client().listNetworksCmd().withFilter("label", label()).exec();
  }
}
