package dev.cairn.provider.local.instance;

import dev.cairn.provider.Observed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;

/** Whether an engine listens on its stage's network, as it should while that network is there. */
public final class Gateways {
  private static final int TIMEOUT_MILLIS = 500;

  private Gateways() {}

  /**
   * False where the address exists and nobody listens on it: the engine started before the network
   * was there. True without a network. A connection is not tried: a busy engine would not take it.
   */
  private static boolean isServed(InstanceRecord instance) {
    return instance.findGateway().map(address -> !isFree(address, instance.port())).orElse(true);
  }

  /** Not while it starts: a MySQL listens nowhere before it has recovered, and that may be long. */
  static boolean isMissed(InstanceRecord instance, LocalState seen) {
    return seen.state() == Observed.State.RUNNING && !isServed(instance);
  }

  /** What is seen of an engine that runs: it must be reached from its stage's network too. */
  public static LocalState reached(InstanceRecord instance, LocalState seen) {
    return isMissed(instance, seen)
        ? new LocalState(Observed.State.FAILED, "It does not listen on its stage's network.")
        : seen;
  }

  /** Why an engine is not to be reached on that network; empty where it is. */
  public static Optional<String> unserved(InstanceRecord instance, StageNetworks.Network network) {
    if (instance.findGateway().isEmpty()) {
      return Optional.of(
          "it was made without a network of its stage, and listens on 127.0.0.1 only");
    }
    if (network.equals(StageNetworks.Network.UNMADE)) {
      // It may well be made with the addresses that it had.
      return Optional.empty();
    }
    boolean isGuest = instance.replication().guests().contains(network.subnet());
    if (!isGuest && !instance.network().equals(network)) {
      return Optional.of(
          "its stage's network is " + network.subnet() + " now, and was " + instance.subnet());
    }
    return isServed(instance)
        ? Optional.empty()
        : Optional.of("it does not listen on its stage's network");
  }

  private static boolean isFree(String address, int port) {
    try (var probe = new Socket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(InetAddress.ofLiteral(address), port));
      return true;
    } catch (IOException takenOrUnknown) {
      return false;
    }
  }

  /** Whether this machine has the address, so that a server can listen on it. */
  public static boolean exists(String address) {
    try (var probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(InetAddress.ofLiteral(address), 0), 1);
      return true;
    } catch (IOException unknown) {
      return false;
    }
  }

  public static boolean answers(String address, int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.ofLiteral(address), port), TIMEOUT_MILLIS);
      return true;
    } catch (IOException refused) {
      return false;
    }
  }
}
