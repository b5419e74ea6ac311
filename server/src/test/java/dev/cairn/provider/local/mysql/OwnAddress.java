package dev.cairn.provider.local.mysql;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;

/** Where connections come from that do not come from loopback. */
final class OwnAddress {
  private OwnAddress() {}

  /**
   * An address of this machine that is none of loopback, and that it comes from itself: container
   * engines give connections to theirs another.
   */
  static String find() throws SocketException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(it -> it instanceof Inet4Address && !it.isLoopbackAddress())
        .filter(OwnAddress::isSeenAsItself)
        .map(InetAddress::getHostAddress)
        .findFirst()
        .orElseThrow();
  }

  private static boolean isSeenAsItself(InetAddress address) {
    try (var listening = new ServerSocket(0, 1, address);
        var connecting = new Socket(address, listening.getLocalPort());
        var accepted = listening.accept()) {
      return connecting.isConnected() && accepted.getInetAddress().equals(address);
    } catch (IOException unreachable) {
      return false;
    }
  }
}
