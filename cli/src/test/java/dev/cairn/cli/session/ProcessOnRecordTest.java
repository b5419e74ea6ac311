package dev.cairn.cli.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.cairn.api.WireJson;
import dev.cairn.cli.ServerFile;
import dev.cairn.cli.installation.AgreeingServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who answers at an address of this machine, whichever way he listens. */
class ProcessOnRecordTest {
  private static final InetAddress FOUR = InetAddress.ofLiteral("127.0.0.1");
  private static final InetAddress SIX = InetAddress.ofLiteral("::1");

  @TempDir private Path home;

  @BeforeEach
  void requireBoth() {
    assumeThat(Path.of("/proc/net/if_inet6")).as("IPv6 on this machine").exists();
  }

  private ProcessOnRecord record(long pid) throws IOException {
    ServerFile.write(home, 1, pid);
    var tree = WireJson.MAPPER.readTree(home.resolve("server.json").toFile());
    return ProcessOnRecord.of(tree).orElseThrow();
  }

  private ProcessOnRecord self() throws IOException {
    return record(ProcessHandle.current().pid());
  }

  @Test
  void whoListensOnAllAddressesAnswersAtEach() throws IOException {
    try (var all = new ServerSocket(0)) {
      assertThat(self().answersAt(FOUR, all.getLocalPort())).isTrue();
      assertThat(self().answersAt(SIX, all.getLocalPort())).isTrue();
    }
  }

  @Test
  void whoListensOnOneAddressAnswersAtThatAlone() throws IOException {
    try (var four = new ServerSocket(0, 1, FOUR)) {
      assertThat(self().answersAt(FOUR, four.getLocalPort())).isTrue();
      assertThat(self().answersAt(SIX, four.getLocalPort())).isFalse();
    }
    try (var six = new ServerSocket(0, 1, SIX)) {
      assertThat(self().answersAt(SIX, six.getLocalPort())).isTrue();
      assertThat(self().answersAt(FOUR, six.getLocalPort())).isFalse();
    }
  }

  @Test
  void twoOfOnePortAreToldApartByTheirAddresses() throws IOException {
    var other = AgreeingServer.start();
    try {
      int port = AgreeingServer.port(other);
      try (var six = new ServerSocket(port, 1, SIX)) {
        assertThat(record(other.pid()).answersAt(FOUR, port)).isTrue();
        assertThat(record(other.pid()).answersAt(SIX, six.getLocalPort())).isFalse();
        assertThat(self().answersAt(SIX, port)).isTrue();
        assertThat(self().answersAt(FOUR, port)).isFalse();
      }
    } finally {
      other.destroyForcibly();
    }
  }
}
