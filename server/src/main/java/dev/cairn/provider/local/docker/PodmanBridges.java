package dev.cairn.provider.local.docker;

import dev.cairn.process.Command;
import dev.cairn.process.Processes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bridges of Podman's networks. Docker makes a network's bridge with the network; Podman with
 * the first container on it, and some backends take it away with the last. Databases come before
 * containers and listen on the bridge's address, so Cairn makes it, under the name that the network
 * has for it: Podman then takes the one that is there.
 */
final class PodmanBridges {
  private static final Logger LOG = LoggerFactory.getLogger(PodmanBridges.class);

  private final Processes processes;

  PodmanBridges(Processes processes) {
    this.processes = processes;
  }

  /**
   * Makes the bridge be there. Where Cairn may not, it says so: it comes with the first container.
   *
   * @param subnet for example {@code 10.128.0.64/26}
   */
  void ensure(String network, String gateway, String subnet) {
    if (isHere(gateway)) {
      return;
    }
    var bridge = DockerNames.bridge(network);
    var address = gateway + subnet.substring(subnet.indexOf('/'));
    // The first fails where the bridge is there without its address.
    ip(List.of("ip", "link", "add", "name", bridge, "type", "bridge"));
    ip(List.of("ip", "address", "add", address, "dev", bridge));
    ip(List.of("ip", "link", "set", bridge, "up"));
    if (isHere(gateway)) {
      LOG.info("Made the bridge {} of network {} with {}", bridge, network, address);
    } else {
      LOG.warn(
          "The bridge {} of network {} could not be made: databases are reached from containers"
              + " once one of them has run, and they were started again",
          bridge,
          network);
    }
  }

  /** Takes away what the engine left of the bridge of a network that is removed. */
  void remove(String network) {
    var bridge = DockerNames.bridge(network);
    try {
      if (NetworkInterface.getByName(bridge) != null) {
        ip(List.of("ip", "link", "delete", bridge));
      }
    } catch (IOException e) {
      LOG.debug("Could not look at {}", bridge, e);
    }
  }

  private static boolean isHere(String address) {
    try {
      return NetworkInterface.getByInetAddress(InetAddress.ofLiteral(address)) != null;
    } catch (IOException e) {
      LOG.debug("Could not look for {}", address, e);
      return false;
    }
  }

  private void ip(List<String> argv) {
    var outcome = processes.run(Command.of(argv));
    if (!outcome.succeeded()) {
      LOG.debug("{}: {}", String.join(" ", argv), outcome.lastLine());
    }
  }
}
