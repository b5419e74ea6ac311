package dev.cairn.provider.local.docker;

import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Network.Ipam;
import dev.cairn.core.Problem;
import dev.cairn.core.StageRef;
import dev.cairn.core.StateFile;
import dev.cairn.process.Processes;
import dev.cairn.provider.local.instance.StageNetworks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One bridge network for each stage. Its name and addresses stay the same for good. */
public final class DockerNetworks implements StageNetworks {
  private static final Logger LOG = LoggerFactory.getLogger(DockerNetworks.class);
  private static final Path ROUTES = Path.of("/proc/net/route");

  private static final Comparator<com.github.dockerjava.api.model.Network> OLDEST_FIRST =
      Comparator.comparing(com.github.dockerjava.api.model.Network::getCreated)
          .thenComparing(com.github.dockerjava.api.model.Network::getId);

  private final DockerEngine engine;
  private final DockerNames names;
  private final PodmanBridges bridges;
  private final ReentrantLock creating = new ReentrantLock();

  public DockerNetworks(DockerEngine engine, DockerNames names, Processes processes) {
    this.engine = engine;
    this.names = names;
    bridges = new PodmanBridges(processes);
  }

  @Override
  public Optional<Network> ensure(StageRef stage) {
    if (!engine.isNamed()) {
      return Optional.empty();
    }
    try {
      var found = find(stage);
      var network = found.isPresent() ? found.get() : createOnce(stage);
      if (engine.kind().podman()) {
        bridges.ensure(names.network(stage), network.gateway(), network.subnet());
      }
      return Optional.of(network);
    } catch (RuntimeException e) {
      if (engine.unavailable().isPresent()) {
        LOG.debug("No network for {}", stage, e);
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public Optional<Network> look(StageRef stage) {
    return engine.unavailable().isPresent()
        ? Optional.empty()
        : Optional.of(find(stage).orElse(Network.UNMADE));
  }

  /** Databases of a stage are made at the same moment, and the engine lets two of one name be. */
  private Network createOnce(StageRef stage) {
    creating.lock();
    try {
      var found = find(stage);
      if (found.isPresent()) {
        return found.get();
      }
      create(stage);
      var all = named(stage);
      all.stream().skip(1).forEach(this::removeDouble);
      return network(all.getFirst());
    } finally {
      creating.unlock();
    }
  }

  /** Another server made one too; both keep the older. */
  private void removeDouble(com.github.dockerjava.api.model.Network network) {
    try {
      engine.client().removeNetworkCmd(network.getId()).exec();
      LOG.info("Removed a second network {} ({})", network.getName(), network.getId());
    } catch (NotFoundException gone) {
      LOG.debug("Second network {} is gone", network.getId());
    } catch (DockerException e) {
      throw DockerEngine.failure("remove the second network " + network.getName(), e);
    }
  }

  /** Takes the network away, where it is there and no container is on it. */
  public void remove(StageRef stage) {
    try {
      remove(names.network(stage), names.network(stage));
    } catch (DockerException e) {
      throw DockerEngine.failure("remove the network " + names.network(stage), e);
    }
  }

  /** By its id, as two may have one name. */
  void remove(String id, String name) {
    try {
      engine.client().removeNetworkCmd(id).exec();
      LOG.info("Removed network {} ({})", name, id);
    } catch (NotFoundException gone) {
      LOG.debug("Network {} is gone", name);
    }
    if (engine.kind().podman()) {
      bridges.remove(name);
    }
  }

  /** Empty where there is none. */
  Optional<Network> find(StageRef stage) {
    return named(stage).stream().findFirst().map(DockerNetworks::network);
  }

  /** Oldest first; more than one only while two servers make it. */
  private List<com.github.dockerjava.api.model.Network> named(StageRef stage) {
    var name = names.network(stage);
    List<com.github.dockerjava.api.model.Network> all;
    try {
      all =
          engine.client().listNetworksCmd().withNameFilter(name).exec().stream()
              .filter(network -> network.getName().equals(name))
              .sorted(OLDEST_FIRST)
              .toList();
    } catch (DockerException e) {
      throw DockerEngine.failure("look at the network " + name, e);
    }
    var others = all.stream().filter(it -> !names.labels(stage).equals(it.getLabels())).findFirst();
    if (others.isPresent()) {
      boolean ofAStage = names.isOurs(others.get().getLabels());
      throw Problem.conflict(
              "network-name-taken",
              "The container engine has a network " + name + " that is not this stage's.",
              ofAStage
                  ? "Another stage's names make the same when joined: choose another name for this"
                      + " stage."
                  : "Remove it (docker network rm " + name + ") or choose another name.")
          .toException();
    }
    return all;
  }

  private static Network network(com.github.dockerjava.api.model.Network network) {
    var addresses = network.getIpam().getConfig().getFirst();
    return new Network(addresses.getGateway(), addresses.getSubnet());
  }

  private void create(StageRef stage) {
    var name = names.network(stage);
    for (var subnet : Subnets.candidates(name, routes()).toList()) {
      try {
        engine
            .client()
            .createNetworkCmd()
            .withName(name)
            .withDriver("bridge")
            .withOptions(options(name))
            .withCheckDuplicate(true)
            .withLabels(names.labels(stage))
            .withIpam(
                new Ipam()
                    .withConfig(
                        new Ipam.Config().withSubnet(subnet.cidr()).withGateway(subnet.gateway())))
            .exec();
        LOG.info("Created network {} with {}", name, subnet.cidr());
        return;
      } catch (ConflictException madeMeanwhile) {
        LOG.debug("Network {} was made meanwhile", name, madeMeanwhile);
        return;
      } catch (DockerException e) {
        if (!isTaken(String.valueOf(e.getMessage())) && find(stage).isEmpty()) {
          throw DockerEngine.failure("create the network " + name, e);
        }
        if (find(stage).isPresent()) {
          return;
        }
        LOG.debug("Network {} cannot have {}: taken", name, subnet.cidr());
      }
    }
    throw Problem.failed(
            "no-free-subnet",
            "There is no free block of addresses left for the network " + name + ".",
            "Remove networks that nothing uses: docker network prune")
        .toException();
  }

  private Map<String, String> options(String name) {
    return engine.kind().podman()
        ? Map.of("com.docker.network.bridge.name", DockerNames.bridge(name))
        : Map.of();
  }

  /** As Docker, then Podman says it. */
  private static boolean isTaken(String message) {
    return message.contains("overlaps") || message.contains("is already used on the host");
  }

  private static List<String> routes() {
    try {
      return Files.readAllLines(ROUTES);
    } catch (IOException e) {
      throw StateFile.failure("read", ROUTES, e);
    }
  }
}
