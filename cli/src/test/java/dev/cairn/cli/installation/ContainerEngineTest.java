package dev.cairn.cli.installation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerEngineTest {
  @TempDir Path directory;

  @Test
  void engineThatAnswersIsWell() throws IOException {
    assertThat(answering("{\"SecurityOptions\":[\"name=seccomp\"]}").trouble()).isEmpty();
  }

  @Test
  void rootlessEngineRunsNoContainerOfCairns() throws IOException {
    assertThat(answering("{\"SecurityOptions\":[\"name=rootless\"]}").trouble())
        .contains("rootless");
    assertThat(answering("{\"Rootless\":true}").fix()).contains("runs as root");
  }

  @Test
  void socketThatNobodyAnswersIsSaid() {
    var engine =
        ContainerEngine.of(Map.of("DOCKER_HOST", "unix://" + directory.resolve("nobody.sock")));
    assertThat(engine.detail()).contains("nobody.sock does not answer");
    assertThat(engine.fix()).contains("apt-get install");
  }

  @Test
  void engineThatStaysSilentIsNotWaitedForLong() throws IOException {
    var socket = directory.resolve("silent.sock");
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      assertThat(ContainerEngine.of(Map.of("DOCKER_HOST", "unix://" + socket)).trouble())
          .contains("nothing came within 5 s");
    }
  }

  private ContainerEngine answering(String info) throws IOException {
    var socket = directory.resolve("engine.sock");
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      var answer = Thread.ofVirtual().start(() -> answer(server, info));
      var engine = ContainerEngine.of(Map.of("DOCKER_HOST", "unix://" + socket));
      answer.join();
      return engine;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      Files.deleteIfExists(socket);
    }
  }

  private static void answer(ServerSocketChannel server, String info) {
    try (var client = server.accept()) {
      client.read(ByteBuffer.allocate(1000));
      client.write(
          ByteBuffer.wrap(("HTTP/1.0 200 OK\r\n\r\n" + info).getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
