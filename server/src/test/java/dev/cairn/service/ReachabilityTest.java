package dev.cairn.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.service.ServiceSpec.RuntimeKind;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReachabilityTest {
  private static Optional<String> process(String... listeners) {
    return seen("127.0.0.1:30123", RuntimeKind.PROCESS, listeners);
  }

  private static Optional<String> container(String... listeners) {
    return seen("172.18.0.2:8000", RuntimeKind.CONTAINER, listeners);
  }

  private static Optional<String> seen(String address, RuntimeKind kind, String... listeners) {
    var all =
        Stream.of(listeners)
            .map(
                it ->
                    new InetSocketAddress(
                        it.substring(0, it.lastIndexOf(':')),
                        Integer.parseInt(it.substring(it.lastIndexOf(':') + 1))))
            .toList();
    return Reachability.hint(address, kind, all).map(Reachability.Hint::seen);
  }

  @Test
  void whatListensWhereItShouldIsReached() {
    assertThat(process("127.0.0.1:30123", "127.0.0.1:9229")).isEmpty();
    assertThat(process("0.0.0.0:30123")).isEmpty();
    assertThat(process(":::30123")).isEmpty();
    assertThat(container("127.0.0.1:8000", "172.18.0.2:8000")).isEmpty();
  }

  @Test
  void anotherPortIsNamedBesideTheOneThatWasHandedOver() {
    assertThat(process("0.0.0.0:8000", "127.0.0.1:8000", "0.0.0.0:443"))
        .contains("it listens on 443, 8000, Cairn handed it PORT=30123");
    assertThat(container("0.0.0.0:3000"))
        .contains("it listens on 3000, and its port is said to be 8000");
  }

  @Test
  void addressThatNobodyReachesIsNamed() {
    assertThat(container("127.0.0.1:8000"))
        .contains(
            "it listens on 127.0.0.1:8000 only, which nobody outside of its container reaches");
    assertThat(process("::1:30123"))
        .contains("it listens on [::1]:30123 only, and requests are sent to 127.0.0.1:30123");
  }

  @Test
  void whatListensNowhereIsSaid() {
    assertThat(process()).contains("it listens on no port yet, Cairn handed it PORT=30123");
  }
}
