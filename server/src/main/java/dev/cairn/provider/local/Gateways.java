package dev.cairn.provider.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;

/** Whether an engine listens on its stage's network, as it should while that network is there. */
final class Gateways {
  private static final int TIMEOUT_MILLIS = 500;

  private Gateways() {}

  /**
   * False where the address exists and nothing answers on it: the engine started before the network
   * was there. True without a network.
   */
  static boolean isServed(InstanceRecord instance) {
    return instance
        .findGateway()
        .map(address -> !exists(address) || answers(address, instance.port()))
        .orElse(true);
  }

  private static boolean exists(String address) {
    try {
      return NetworkInterface.getByInetAddress(InetAddress.ofLiteral(address)) != null;
    } catch (IOException unknown) {
      return false;
    }
  }

  private static boolean answers(String address, int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.ofLiteral(address), port), TIMEOUT_MILLIS);
      return true;
    } catch (IOException refused) {
      return false;
    }
  }
}
