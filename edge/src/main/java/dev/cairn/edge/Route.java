package dev.cairn.edge;

import java.util.List;
import java.util.Optional;

/**
 * One stage's stable address.
 *
 * @param stage {@code STACK/STAGE}, for messages, shares and figures
 * @param upstream empty while no release is live
 * @param hosts names that are this stage's, at the shared addresses and at its own port
 * @param isDeploying whether its first release is on its way
 * @param isWrittenDown whether its requests are
 */
record Route(
    String stage,
    int port,
    Optional<Upstream> upstream,
    List<String> hosts,
    boolean isDeploying,
    boolean isWrittenDown) {
  Route {
    hosts = List.copyOf(hosts);
  }

  Route(String stage, int port, Optional<Upstream> upstream) {
    this(stage, port, upstream, List.of(), false, false);
  }
}
