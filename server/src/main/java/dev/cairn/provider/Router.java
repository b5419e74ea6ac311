package dev.cairn.provider;

import dev.cairn.core.StageRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Sends the requests of a stage's stable address to the release that is live. */
public interface Router {

  /**
   * Where a stage's requests go.
   *
   * @param port of the stage's stable address
   * @param upstream host:port of the live release; empty while there is none
   * @param hosts names by which it is asked for at the addresses that all stages share
   * @param deploying whether the first release is on its way
   * @param accessLog whether requests are written down
   */
  record Route(
      StageRef stage,
      int port,
      Optional<String> upstream,
      List<String> hosts,
      boolean deploying,
      boolean accessLog) {
    public Route {
      hosts = List.copyOf(hosts);
    }
  }

  /** Makes the routes be exactly these. Atomic; returns once they are on disk. */
  void apply(Map<StageRef, Route> routes);

  /** Has the host names that applications are served as count as they are configured now. */
  void refresh();

  /** Whether the routes last applied are in force; false also while the edge is away. */
  boolean isInForce();

  /** Why a stage's address does not serve though its route is in force; empty where it does. */
  Optional<String> trouble(int port);

  /**
   * Of each stage whose address was asked lately, as a client asks: why it does not serve for some
   * seconds now, half a sentence; empty where it does. Costs nothing.
   */
  Map<StageRef, Optional<String>> looks();

  /**
   * Who answers at these ports of stages' addresses where a program of another user has taken them,
   * for people: {@code process 4711 (/usr/bin/python3) of nobody}. One look for all of them.
   */
  Map<Integer, String> strangersAt(Set<Integer> ports);

  /** Requests still running at an upstream; empty where nobody can tell, as the edge is away. */
  OptionalInt inFlight(String upstream);

  /**
   * What was counted of each stage's requests; empty where nobody can tell, as the edge is away.
   */
  Optional<Traffic> traffic();
}
