package dev.cairn.provider;

import dev.cairn.core.LogSource;
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

  /**
   * The addresses that all stages share, where they are told apart by name.
   *
   * @param http port of plain HTTP; 0 where there is none, or none that serves
   * @param https port of TLS; 0 as well
   * @param certified names that there is a certificate for; one may begin with {@code *.}
   * @param troubles what is wrong with them, or soon will be
   */
  record Shared(int http, int https, List<String> certified, List<SharedTrouble> troubles) {
    public static final Shared NONE = new Shared(0, 0, List.of(), List.of());

    public Shared {
      certified = List.copyOf(certified);
      troubles = List.copyOf(troubles);
    }
  }

  /**
   * What is wrong, in sentences.
   *
   * @param names that it concerns, as certificates have them; all where none is named
   */
  record SharedTrouble(List<String> names, String text) {
    public SharedTrouble {
      names = List.copyOf(names);
    }
  }

  /** Whether a name is one of these of certificates; {@code *.} stands for one label. */
  static boolean covers(List<String> certified, String host) {
    int dot = host.indexOf('.');
    return certified.contains(host) || (dot > 0 && certified.contains("*" + host.substring(dot)));
  }

  /** How they were when they were looked at last, by {@link #refresh}. */
  Shared shared();

  /** Makes the routes be exactly these. Atomic; returns once they are on disk. */
  void apply(Map<StageRef, Route> routes);

  /** Has what is configured of the addresses count as it is now, and looks at them. */
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

  /** The requests of a stage, as they are written down where its route says so. */
  LogSource accessLog(StageRef stage);

  /** Removes what was written down of a stage's requests. Idempotent. */
  void forgetRequests(StageRef stage);

  /** Requests still running at an upstream; empty where nobody can tell, as the edge is away. */
  OptionalInt inFlight(String upstream);

  /**
   * What was counted of each stage's requests; empty where nobody can tell, as the edge is away.
   */
  Optional<Traffic> traffic();
}
