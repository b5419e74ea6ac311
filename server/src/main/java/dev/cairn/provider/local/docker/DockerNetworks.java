package dev.cairn.provider.local.docker;

import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Network.Ipam;
import dev.cairn.core.Problem;
import dev.cairn.core.StageRef;
import dev.cairn.core.StateFile;
import dev.cairn.provider.local.StageNetworks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One bridge network for each stage. Its name and addresses stay the same for good. */
public final class DockerNetworks implements StageNetworks {
  private static final Logger LOG = LoggerFactory.getLogger(DockerNetworks.class);
  private static final Path ROUTES = Path.of("/proc/net/route");

  private final DockerEngine engine;
  private final DockerNames names;

  public DockerNetworks(DockerEngine engine, DockerNames names) {
    this.engine = engine;
    this.names = names;
  }

  @Override
  public Optional<Network> ensure(StageRef stage) {
    if (engine.unavailable().isPresent()) {
      return Optional.empty();
    }
    var found = find(stage);
    return Optional.of(found.isPresent() ? found.get() : create(stage));
  }

  /** Takes the network away, where it is there and no container is on it. */
  public void remove(StageRef stage) {
    try {
      engine.client().removeNetworkCmd(names.network(stage)).exec();
      LOG.info("Removed network {}", names.network(stage));
    } catch (NotFoundException gone) {
      LOG.debug("Network {} is gone", names.network(stage));
    } catch (DockerException e) {
      throw DockerEngine.failure("remove the network " + names.network(stage), e);
    }
  }

  /** Empty where there is none. */
  Optional<Network> find(StageRef stage) {
    var name = names.network(stage);
    com.github.dockerjava.api.model.Network network;
    try {
      network = engine.client().inspectNetworkCmd().withNetworkId(name).exec();
    } catch (NotFoundException absent) {
      return Optional.empty();
    } catch (DockerException e) {
      throw DockerEngine.failure("look at the network " + name, e);
    }
    if (!names.labels(stage).equals(network.getLabels())) {
      throw Problem.conflict(
              "network-name-taken",
              "The container engine has a network " + name + " that is not this stage's.",
              "Remove it (docker network rm " + name + ") or choose another name.")
          .toException();
    }
    var addresses = network.getIpam().getConfig().getFirst();
    return Optional.of(new Network(addresses.getGateway(), addresses.getSubnet()));
  }

  private Network create(StageRef stage) {
    var name = names.network(stage);
    for (var subnet : Subnets.candidates(name, routes()).toList()) {
      try {
        engine
            .client()
            .createNetworkCmd()
            .withName(name)
            .withDriver("bridge")
            .withCheckDuplicate(true)
            .withLabels(names.labels(stage))
            .withIpam(
                new Ipam()
                    .withConfig(
                        new Ipam.Config().withSubnet(subnet.cidr()).withGateway(subnet.gateway())))
            .exec();
        LOG.info("Created network {} with {}", name, subnet.cidr());
        return new Network(subnet.gateway(), subnet.cidr());
      } catch (ConflictException madeMeanwhile) {
        return find(stage)
            .orElseThrow(() -> DockerEngine.failure("create network " + name, madeMeanwhile));
      } catch (DockerException e) {
        if (!String.valueOf(e.getMessage()).contains("overlaps")) {
          throw DockerEngine.failure("create the network " + name, e);
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

  private static List<String> routes() {
    try {
      return Files.readAllLines(ROUTES);
    } catch (IOException e) {
      throw StateFile.failure("read", ROUTES, e);
    }
  }
}
