package dev.cairn.provider.local.docker;

import dev.cairn.process.Command;
import dev.cairn.process.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The commands of this machine that can build as their engine does. Docker's own does BuildKit by
 * itself up to 22, and from 23 on through its plug-in buildx; a machine may have several commands,
 * and the first that can is taken. Podman's always can.
 */
final class BuildCommands {
  private static final int FIRST_WITHOUT_BUILDKIT = 23;

  private final DockerEngine engine;
  private final Processes processes;

  BuildCommands(DockerEngine engine, Processes processes) {
    this.engine = engine;
    this.processes = processes;
  }

  /**
   * What there is.
   *
   * @param able the argv that a build's options follow
   * @param unable why none can, in words
   */
  record Found(Optional<List<String>> able, String unable) {}

  Found find() {
    return engine.isPodman() ? podman() : docker();
  }

  /**
   * Its settings are its user's, with his log-ins to registries and his plug-ins, where he has any.
   *
   * @param nowhere an empty directory, for where he has none
   */
  Map<String, String> environment(Path nowhere) {
    var all = new LinkedHashMap<>(engine.commandEnvironment());
    if (!all.containsKey("DOCKER_CONFIG")
        && !Files.isDirectory(Path.of(System.getProperty("user.home"), ".docker"))) {
      all.put("DOCKER_CONFIG", nowhere.toString());
    }
    all.put("DOCKER_BUILDKIT", "1");
    // Another builder than the engine's own would keep the image to itself.
    all.put("BUILDX_BUILDER", "default");
    return all;
  }

  private Found podman() {
    var address = engine.commandEnvironment().getOrDefault("DOCKER_HOST", "");
    return commands("podman").stream()
        .findFirst()
        .map(
            it ->
                new Found(
                    Optional.of(List.of(it.toString(), "--remote", "--url", address, "build")), ""))
        .orElse(new Found(Optional.empty(), "there is no podman command on the PATH"));
  }

  private Found docker() {
    var reasons = new ArrayList<String>();
    for (var command : commands("docker")) {
      var version = run(List.of(command.toString(), "version", "--format", "{{.Client.Version}}"));
      if (major(version) < FIRST_WITHOUT_BUILDKIT || hasBuildx(command)) {
        return new Found(
            Optional.of(List.of(command.toString(), "build", "--progress", "plain")), "");
      }
      reasons.add(command + " (" + version + ") lacks its buildx plug-in");
    }
    return new Found(
        Optional.empty(),
        reasons.isEmpty() ? "there is no docker command on the PATH" : String.join(", ", reasons));
  }

  private boolean hasBuildx(Path command) {
    return processes
        .run(of(List.of(command.toString(), "buildx", "version")))
        .output()
        .contains("buildx ");
  }

  private String run(List<String> argv) {
    var outcome = processes.run(of(argv));
    return outcome.succeeded() ? outcome.output().strip() : "";
  }

  private Command of(List<String> argv) {
    var environment = new LinkedHashMap<>(engine.commandEnvironment());
    return Command.of(argv).withEnvironment(environment).within(Duration.ofSeconds(20));
  }

  /** One that does not tell its version is no command to build with. */
  private static int major(String version) {
    var number = version.replaceFirst("\\..*", "");
    return number.matches("\\d{1,4}") ? Integer.parseInt(number) : Integer.MAX_VALUE;
  }

  /** In the PATH's order, each once. */
  private List<Path> commands(String name) {
    Set<Path> seen = new HashSet<>();
    var found = new ArrayList<Path>();
    for (var directory : engine.path()) {
      var command = directory.resolve(name);
      if (Files.isExecutable(command) && !Files.isDirectory(command) && seen.add(real(command))) {
        found.add(command);
      }
    }
    return found;
  }

  private static Path real(Path command) {
    try {
      return command.toRealPath();
    } catch (IOException e) {
      return command;
    }
  }
}
