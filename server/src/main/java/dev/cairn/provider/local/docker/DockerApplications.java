package dev.cairn.provider.local.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.ReadyWait;
import dev.cairn.core.StageRef;
import dev.cairn.process.Processes;
import dev.cairn.provider.ApplicationProvider;
import dev.cairn.provider.BuildFailure;
import dev.cairn.provider.ObservedRelease;
import dev.cairn.provider.ObservedRelease.State;
import dev.cairn.provider.Progress;
import dev.cairn.provider.ReleaseInstance;
import dev.cairn.provider.ReleaseInstance.Source;
import dev.cairn.provider.SourceLook;
import dev.cairn.provider.local.docker.ImageBuild.Audience;
import dev.cairn.provider.local.files.Trees;
import dev.cairn.provider.local.source.Git;
import dev.cairn.provider.local.source.OwnersLook;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Applications as containers. No port is published: the edge reaches a container's own address on
 * the network of its stage.
 */
public final class DockerApplications implements ApplicationProvider, AutoCloseable {
  private static final String DOCKERFILE = "Dockerfile";
  private static final Duration KILL_GRACE = Duration.ofSeconds(1);

  private final DockerEngine engine;
  private final DockerNames names;
  private final DockerNetworks networks;
  private final DockerContainers containers;
  private final DockerImages images;
  private final ContainerLogs logs;
  private final Git git;
  private final SourceLook look;
  private final Path applications;
  private final Processes processes = new Processes();

  /**
   * @param applications the directory that holds one of each release, for its log
   * @param certificateAuthority the PEM file that every container finds at {@code
   *     /etc/cairn/ca.crt}
   */
  public DockerApplications(
      DockerEngine engine,
      DockerNames names,
      DockerNetworks networks,
      Processes processes,
      Path applications,
      Path certificateAuthority) {
    this.engine = engine;
    this.names = names;
    this.networks = networks;
    this.applications = applications;
    containers = new DockerContainers(engine, names, certificateAuthority);
    images =
        new DockerImages(
            engine,
            names,
            new Git(processes),
            new ImageBuild(engine, names, processes, applications));
    git = new Git(processes);
    look = new OwnersLook(processes);
    logs = new ContainerLogs(engine);
  }

  @Override
  public Optional<String> unavailable() {
    return engine.unavailable();
  }

  @Override
  public String fingerprint(ReleaseInstance.Source source, ReleaseInstance.Build build) {
    return images.fingerprint(source, build);
  }

  @Override
  public boolean holdsApplication(ReleaseInstance.Source source, ReleaseInstance.Build build) {
    var file =
        build
            .dockerfile()
            .orElseGet(() -> build.directory().map(it -> it + "/").orElse("") + DOCKERFILE);
    return switch (source) {
      case Source.Directory(Path path) -> look.holds(path, file, SourceLook.Kind.FILE);
      case Source.Git repository -> git.holds(repository, file);
      case Source.Image _ -> true;
    };
  }

  @Override
  public List<String> withoutEffect(ReleaseInstance.Limits limits) {
    return containers.withoutEffect(limits);
  }

  @Override
  public Progress build(
      ReleaseInstance release, Path log, Consumer<String> progress, BooleanSupplier cancelled) {
    try {
      // Whether it reaches its databases is looked at before it starts.
      networks.ensure(release.stage());
      return new Progress.Ready(images.ensure(release, new Audience(log, progress, cancelled)));
    } catch (ProblemException e) {
      return new Progress.Failed(e.problem());
    }
  }

  /** What the container came to stands until the release starts, so a second call reads it. */
  @Override
  public Progress runOnce(ReleaseInstance release, String command, Path log, Duration timeout) {
    return attempt(
        () -> {
          var name = names.commandContainer(release.id());
          long before = LogFile.size(log);
          if (containers.find(name).filter(DockerApplications::wasStarted).isEmpty()) {
            // Killed before it could start it, Cairn leaves one that looks as if it had ended well.
            containers.remove(name);
            containers.run(release, name, Optional.of(command), network(release));
          }
          boolean ended =
              ReadyWait.upTo(timeout)
                  .every(Duration.ofMillis(50))
                  .holdsInTime(() -> !isRunning(containers.find(name)));
          logs.drain(name, log);
          var found = containers.find(name);
          if (!ended) {
            containers.remove(name);
            throw Problem.failed(
                    "release-command-timed-out",
                    "\"" + command + "\" did not end within " + timeout.toSeconds() + " s.",
                    "Make it faster, or run it by hand beforehand.")
                .toException();
          }
          long status = found.map(it -> it.getState().getExitCodeLong()).orElse(-1L);
          if (status != 0) {
            containers.remove(name);
            throw BuildFailure.of(
                    "release-command-failed",
                    release,
                    "\"" + command + "\" ended with status " + status,
                    LogFile.since(log, before))
                .toException();
          }
        });
  }

  @Override
  public Progress start(ReleaseInstance release) {
    return attempt(
        () -> {
          var name = names.container(release.id());
          var found = containers.find(name);
          if (!isRunning(found)) {
            var network = network(release);
            if (found.isPresent()) {
              logs.drain(name, logPath(release.id()));
            }
            if (found.isEmpty() || !containers.startAgain(name)) {
              containers.remove(name);
              containers.run(release, name, Optional.empty(), network);
            }
          }
          containers.remove(names.commandContainer(release.id()));
          logs.follow(name, logPath(release.id()));
        });
  }

  @Override
  public ObservedRelease observe(String releaseId) {
    var name = names.container(releaseId);
    var found = containers.find(name);
    if (found.isEmpty()) {
      return new ObservedRelease(State.MISSING, Optional.empty(), 0, "its container is gone");
    }
    var container = found.get();
    int restarts = Optional.ofNullable(container.getRestartCount()).orElse(0);
    if (!isRunning(found)) {
      return new ObservedRelease(
          State.STOPPED, Optional.empty(), restarts, reason(container.getState()));
    }
    logs.follow(name, logPath(releaseId));
    return new ObservedRelease(
        State.RUNNING,
        address(container),
        restarts,
        restarts == 0 ? "" : "it ended by itself and the container engine started it again");
  }

  /** A container's process is one of this machine where the engine is. */
  @Override
  public Optional<List<InetSocketAddress>> listeners(String releaseId) {
    var container = containers.find(names.container(releaseId));
    if (!isRunning(container)) {
      return Optional.empty();
    }
    return Optional.ofNullable(container.get().getState().getPidLong())
        .filter(pid -> pid > 0 && processes.isInGroup(pid, container.get().getId()))
        .map(processes::listenersBeside)
        .map(all -> all.stream().filter(it -> !isEnginesOwn(it)).toList());
  }

  /** The engine answers names there, in every container. */
  private static boolean isEnginesOwn(InetSocketAddress listener) {
    return listener.getAddress().getHostAddress().equals("127.0.0.11");
  }

  @Override
  public Progress stop(String releaseId, Duration grace) {
    return attempt(
        () -> {
          var name = names.container(releaseId);
          containers.stop(name, grace);
          logs.drain(name, logPath(releaseId));
          containers.remove(name);
          containers.remove(names.commandContainer(releaseId));
        });
  }

  @Override
  public Progress remove(String releaseId) {
    var stopped = stop(releaseId, KILL_GRACE);
    return stopped instanceof Progress.Ready ? attempt(() -> images.remove(releaseId)) : stopped;
  }

  @Override
  public Progress forget(String releaseId) {
    var removed = remove(releaseId);
    return removed instanceof Progress.Ready
        ? attempt(() -> Trees.delete(applications.resolve(releaseId)))
        : removed;
  }

  /** Its network is its databases' too, and goes with the stage itself. */
  @Override
  public Progress removeStage(StageRef stage) {
    return Progress.ready();
  }

  /** Sees to it that the container's output goes on to come. */
  @Override
  public Path logFile(String releaseId) {
    var name = names.container(releaseId);
    if (engine.unavailable().isEmpty()) {
      var container = containers.find(name);
      if (isRunning(container)) {
        logs.follow(name, logPath(releaseId));
      } else if (container.isPresent()) {
        // What is followed may end before the last words of a container that ended.
        logs.drain(name, logPath(releaseId));
      }
    }
    return logPath(releaseId);
  }

  @Override
  public void close() {
    logs.close();
  }

  private Path logPath(String releaseId) {
    return applications.resolve(releaseId).resolve("output.log");
  }

  private String network(ReleaseInstance release) {
    networks.ensure(release.stage());
    return names.network(release.stage());
  }

  private static boolean isRunning(Optional<InspectContainerResponse> container) {
    return container
        .map(InspectContainerResponse::getState)
        .filter(state -> Boolean.TRUE.equals(state.getRunning()))
        .filter(state -> !Boolean.TRUE.equals(state.getRestarting()))
        .isPresent();
  }

  private static boolean wasStarted(InspectContainerResponse container) {
    return !"created".equals(container.getState().getStatus());
  }

  private Optional<String> address(InspectContainerResponse container) {
    var port =
        java.util.Arrays.stream(container.getConfig().getEnv())
            .filter(it -> it.startsWith("PORT="))
            .map(it -> it.substring("PORT=".length()))
            .findFirst();
    return container.getNetworkSettings().getNetworks().values().stream()
        .map(network -> Optional.ofNullable(network.getIpAddress()).orElse(""))
        .filter(address -> !address.isEmpty())
        .findFirst()
        .flatMap(address -> port.map(it -> address + ":" + it));
  }

  private static String reason(ContainerState state) {
    if (Boolean.TRUE.equals(state.getOOMKilled())) {
      return "it ran out of memory and was killed";
    }
    var error = Optional.ofNullable(state.getError()).orElse("");
    if (!error.isBlank()) {
      return error;
    }
    return "exited with status " + state.getExitCodeLong();
  }

  private static Progress attempt(Runnable work) {
    try {
      work.run();
      return Progress.ready();
    } catch (ProblemException e) {
      return new Progress.Failed(e.problem());
    }
  }
}
