package dev.cairn.provider.local.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.Sentence;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The container engine of this machine: {@code DOCKER_HOST}, else the first socket that is there,
 * Docker's before Podman's. Connects when first used, and again when it was away.
 */
public final class DockerEngine implements AutoCloseable {
  private static final Set<String> HANDED_ON =
      Set.of(
          "DOCKER_TLS_VERIFY",
          "DOCKER_CERT_PATH",
          "DOCKER_TLS",
          "DOCKER_CONFIG",
          "XDG_RUNTIME_DIR",
          "HTTP_PROXY",
          "HTTPS_PROXY",
          "NO_PROXY");
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(90);

  private final Map<String, String> environment;
  private Optional<DockerClient> quick = Optional.empty();
  private Optional<Kind> kind = Optional.empty();
  private Optional<DockerClient> streaming = Optional.empty();

  /** Cairn's own environment, which may name the engine. */
  public DockerEngine(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /**
   * What answers.
   *
   * @param podman it makes a network's bridge with the first container on it, and takes images'
   *     short names for names of a registry
   * @param rootless its networks are in a namespace of its user's
   */
  record Kind(boolean podman, boolean rootless) {}

  /** Why no container can run here; empty where one can. */
  Optional<String> unavailable() {
    var address = address();
    if (address.isEmpty()) {
      return Optional.of("no container engine: neither DOCKER_HOST nor a Docker or Podman socket");
    }
    try {
      client().pingCmd().exec();
      return kind().rootless()
          ? Optional.of(
              "the container engine at "
                  + address.get()
                  + " is rootless: its networks cannot be reached from this machine, nor this"
                  + " machine's databases from them; use one that runs as root")
          : Optional.empty();
    } catch (RuntimeException e) {
      return Optional.of("the container engine at " + address.get() + " does not answer: " + e);
    }
  }

  /** Whether there is one to ask, be it that it answers or not. */
  boolean isNamed() {
    return address().isPresent();
  }

  /** Asked once for a connection. */
  synchronized Kind kind() {
    if (kind.isEmpty()) {
      var components = Optional.ofNullable(client().versionCmd().exec().getComponents());
      var info = client().infoCmd().exec();
      var security = Optional.ofNullable(info.getSecurityOptions()).orElse(List.of());
      kind =
          Optional.of(
              new Kind(
                  components.stream()
                      .flatMap(List::stream)
                      .anyMatch(it -> String.valueOf(it.getName()).startsWith("Podman")),
                  security.contains("name=rootless")
                      || Boolean.TRUE.equals(info.getRawValues().get("Rootless"))));
    }
    return kind.get();
  }

  /** For calls that are answered in a moment. */
  synchronized DockerClient client() {
    if (quick.isEmpty()) {
      quick = Optional.of(connect(Optional.of(ANSWER_TIMEOUT)));
    }
    return quick.get();
  }

  /** For calls whose answer may pause as long as it likes: builds. */
  synchronized DockerClient streaming() {
    if (streaming.isEmpty()) {
      streaming = Optional.of(connect(Optional.empty()));
    }
    return streaming.get();
  }

  /**
   * The answer itself, for what the client's own reader does not keep: which bytes are one message.
   */
  DockerHttpClient.Response get(String path) {
    return ((DockerClientImpl) streaming())
        .getHttpClient()
        .execute(
            DockerHttpClient.Request.builder()
                .method(DockerHttpClient.Request.Method.GET)
                .path(path)
                .build());
  }

  /** What the user is told when the engine refuses or fails. */
  static ProblemException failure(String attempted, RuntimeException cause) {
    var text = cause instanceof DockerException said ? reason(said) : String.valueOf(cause);
    return Problem.failed(
            "container-engine-failed",
            "Could not " + attempted + ": " + Sentence.ended(text.strip()),
            "See the container engine's own log, and that it runs: docker info")
        .toException(cause);
  }

  /** The engine answers {@code {"message":"…"}}; docker-java puts a status before it. */
  static String reason(DockerException said) {
    var text = String.valueOf(said.getMessage());
    int start = text.indexOf("{\"message\":\"");
    return start < 0
        ? text
        : text.substring(start + 12, Math.max(start + 12, text.lastIndexOf('"')))
            .replace("\\n", " ")
            .replace("\\\"", "\"");
  }

  private DockerClient connect(Optional<Duration> answerTimeout) {
    var address =
        address()
            .orElseThrow(
                () ->
                    Problem.unavailable(
                            "no-container-engine",
                            "There is no container engine on this machine.",
                            "Install one (Debian: apt install docker.io) or give the service a"
                                + " `run` command to run it as a process.")
                        .toException());
    var config =
        DefaultDockerClientConfig.createDefaultConfigBuilder()
            .withDockerHost(address.toString())
            .build();
    var http =
        new ZerodepDockerHttpClient.Builder()
            .dockerHost(config.getDockerHost())
            .sslConfig(config.getSSLConfig())
            .maxConnections(256)
            .connectionTimeout(CONNECT_TIMEOUT);
    answerTimeout.ifPresent(http::responseTimeout);
    return DockerClientImpl.getInstance(
        config, answerTimeout.isPresent() ? new BoundedAnswers(http.build()) : http.build());
  }

  /** How its own command reaches the same engine that this does. */
  Map<String, String> commandEnvironment() {
    var all = new LinkedHashMap<String, String>();
    environment.forEach(
        (name, value) -> {
          if (HANDED_ON.contains(name.toUpperCase(Locale.ROOT))) {
            all.put(name, value);
          }
        });
    address().ifPresent(it -> all.put("DOCKER_HOST", it.toString()));
    return all;
  }

  /** The directories that commands are looked for in. */
  List<Path> path() {
    return Stream.of(environment.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin").split(":"))
        .filter(it -> it.startsWith("/"))
        .map(Path::of)
        .toList();
  }

  boolean isPodman() {
    try {
      var components = client().versionCmd().exec().getComponents();
      return components != null
          && components.stream().anyMatch(it -> String.valueOf(it.getName()).contains("Podman"));
    } catch (DockerException e) {
      throw failure("ask the container engine for its version", e);
    }
  }

  private Optional<URI> address() {
    var named = environment.getOrDefault("DOCKER_HOST", "");
    if (!named.isEmpty()) {
      return Optional.of(URI.create(named));
    }
    var home = environment.getOrDefault("HOME", "/nonexistent");
    var runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "/nonexistent");
    return Stream.of(
            List.of("/var/run/docker.sock"),
            List.of(runtime, "docker.sock"),
            List.of(home, ".docker/run/docker.sock"),
            List.of("/run/podman/podman.sock"),
            List.of(runtime, "podman/podman.sock"))
        .map(parts -> Path.of(String.join("/", parts)))
        .filter(socket -> Files.exists(socket) && Files.isWritable(socket))
        .map(socket -> URI.create("unix://" + socket))
        .findFirst();
  }

  @Override
  public synchronized void close() throws IOException {
    if (quick.isPresent()) {
      quick.get().close();
    }
    if (streaming.isPresent()) {
      streaming.get().close();
    }
    quick = Optional.empty();
    kind = Optional.empty();
    streaming = Optional.empty();
  }
}
