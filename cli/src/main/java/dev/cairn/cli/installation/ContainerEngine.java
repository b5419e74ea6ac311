package dev.cairn.cli.installation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The container engine that the server of this machine would take: {@code DOCKER_HOST}, else the
 * first socket that is there, Docker's before Podman's.
 *
 * @param address where it is; empty where there is none
 * @param trouble why no container can run there; empty where one can
 */
record ContainerEngine(String address, String trouble) {
  /** Docker names it among its security options; Podman, asked in Docker's way, as a property. */
  private static final Pattern ROOTLESS =
      Pattern.compile("\"name=rootless\"|\"Rootless\":\\s*true");

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String ASK = "GET /info HTTP/1.0\r\nHost: engine\r\n\r\n";

  static ContainerEngine of(Map<String, String> environment) {
    var named = environment.getOrDefault("DOCKER_HOST", "");
    if (!named.isEmpty() && !named.startsWith("unix:")) {
      return new ContainerEngine(named, "");
    }
    var socket =
        named.isEmpty()
            ? sockets(environment).filter(it -> Files.isWritable(Path.of(it))).findFirst()
            : Optional.of(named.substring(named.startsWith("unix://") ? 7 : 5));
    return socket
        .map(it -> new ContainerEngine(it, trouble(it)))
        .orElseGet(() -> new ContainerEngine("", "none is there"));
  }

  private static Stream<String> sockets(Map<String, String> environment) {
    var home = environment.getOrDefault("HOME", "/nonexistent");
    var runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "/nonexistent");
    return Stream.of(
        "/var/run/docker.sock",
        runtime + "/docker.sock",
        home + "/.docker/run/docker.sock",
        "/run/podman/podman.sock",
        runtime + "/podman/podman.sock");
  }

  private static String trouble(String socket) {
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      closeLater(channel);
      channel.connect(UnixDomainSocketAddress.of(socket));
      channel.write(ByteBuffer.wrap(ASK.getBytes(StandardCharsets.US_ASCII)));
      var said =
          new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
      return ROOTLESS.matcher(said).find()
          ? "is rootless: its networks cannot be reached from this machine"
          : "";
    } catch (IOException e) {
      return "does not answer: "
          + (e instanceof AsynchronousCloseException
              ? "nothing came within " + PATIENCE.toSeconds() + " s"
              : String.valueOf(e.getMessage()));
    }
  }

  /** Ends a question that is not answered. */
  private static void closeLater(SocketChannel channel) {
    CompletableFuture.delayedExecutor(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .execute(
            () -> {
              try {
                channel.close();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  /** What to do where no container can run. */
  String fix() {
    return trouble.startsWith("is rootless")
        ? "Start one that runs as root and name it in DOCKER_HOST, or let applications run as processes."
        : "apt-get install -y docker.io, or start the one you have";
  }

  /** For one line. */
  String detail() {
    return List.of(address, trouble).stream()
        .filter(it -> !it.isEmpty())
        .reduce((one, other) -> one + " " + other)
        .orElse("");
  }
}
