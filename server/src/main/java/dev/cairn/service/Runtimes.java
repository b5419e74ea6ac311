package dev.cairn.service;

import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.provider.ApplicationProvider;
import dev.cairn.provider.ReleaseInstance.Build;
import dev.cairn.provider.ReleaseInstance.Source;
import dev.cairn.service.ServiceSpec.RuntimeKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where applications run: as containers and as processes, and which of both an application is. */
public final class Runtimes {
  private static final Logger LOG = LoggerFactory.getLogger(Runtimes.class);

  /** Previews are kept too, and anybody may ask for any number of them. */
  private static final int MOST_CHOSEN = 500;

  private final ApplicationProvider containers;
  private final ApplicationProvider processes;
  private final Map<Looked, RuntimeKind> chosen = new ConcurrentHashMap<>();

  /** What decides it, of a specification that may be long. */
  private record Looked(Source source, Build build, boolean runs) {
    static Looked of(ServiceSpec spec) {
      return new Looked(spec.source(), Runtimes.build(spec), spec.run().isPresent());
    }
  }

  public Runtimes(ApplicationProvider containers, ApplicationProvider processes) {
    this.containers = containers;
    this.processes = processes;
  }

  ApplicationProvider of(RuntimeKind kind) {
    return switch (kind) {
      case CONTAINER -> containers;
      case PROCESS -> processes;
    };
  }

  /** Of the code that the source holds now, see {@link ApplicationProvider#fingerprint}. */
  String fingerprint(ServiceSpec spec, RuntimeKind kind) {
    return of(kind).fingerprint(spec.source(), build(spec));
  }

  /**
   * What the specification says; else a container where there is an engine and something to make
   * one of. Where there is no `run` command, nothing but a container is possible: a repository is
   * looked into only where there is a choice, and one that cannot be looked into is taken to hold a
   * Dockerfile.
   */
  RuntimeKind choose(ServiceSpec spec) {
    if (spec.runtime().isPresent()) {
      return spec.runtime().get();
    }
    if (containers.unavailable().isPresent()) {
      return RuntimeKind.PROCESS;
    }
    if (!(spec.source() instanceof Source.Git)) {
      return holdsContainer(spec) ? RuntimeKind.CONTAINER : RuntimeKind.PROCESS;
    }
    var kind =
        spec.run().isEmpty() || holdsContainer(spec) ? RuntimeKind.CONTAINER : RuntimeKind.PROCESS;
    if (chosen.size() >= MOST_CHOSEN) {
      chosen.clear();
    }
    chosen.put(Looked.of(spec), kind);
    return kind;
  }

  /** As {@link #choose}, from what was seen last where to look would take a network. */
  RuntimeKind chooseAtOnce(ServiceSpec spec) {
    return Optional.ofNullable(chosen.get(Looked.of(spec)))
        .filter(kind -> containers.unavailable().isEmpty())
        .orElseGet(() -> choose(spec));
  }

  private boolean holdsContainer(ServiceSpec spec) {
    try {
      return containers.holdsApplication(spec.source(), build(spec));
    } catch (ProblemException e) {
      LOG.info("{} cannot be looked into: {}", Origins.of(spec.source()), e.problem().message());
      return true;
    }
  }

  private static Build build(ServiceSpec spec) {
    var build = spec.build();
    return new Build(
        build.command(), build.directory(), build.dockerfile(), new TreeMap<>(), new TreeMap<>());
  }

  /** What of a specification has no effect where the application runs, in sentences. */
  List<String> withoutEffect(ServiceSpec spec, RuntimeKind kind) {
    var notes = new ArrayList<>(of(kind).withoutEffect(spec.limits()));
    var build = spec.build();
    boolean isImage = spec.source() instanceof Source.Image;
    if (isImage
        && (build.takesVariables()
            || build.directory().isPresent()
            || build.dockerfile().isPresent()
            || build.command().isPresent())) {
      notes.add("Of an image nothing is built: what is said about a build has no effect.");
    }
    if (!isImage && spec.pull().isPresent()) {
      notes.add("pull has an effect on an image only.");
    }
    if (kind == RuntimeKind.PROCESS && build.dockerfile().isPresent()) {
      notes.add("dockerfile has no effect on a process.");
    }
    return notes;
  }

  /** Refuses what cannot run here. */
  void check(ServiceSpec spec, RuntimeKind kind) {
    var unavailable = of(kind).unavailable();
    if (unavailable.isPresent()) {
      throw Problem.unavailable(
              "no-container-engine",
              "The application cannot run as a container here: " + unavailable.get() + ".",
              "Install one (Debian: apt install docker.io) or give the service a `run` command.")
          .toException();
    }
    if (kind == RuntimeKind.PROCESS && spec.source() instanceof Source.Image) {
      throw Problem.unavailable(
              "no-container-engine",
              "An image runs as a container, and there is no container engine here.",
              "Install one (Debian: apt install docker.io).")
          .toException();
    }
    if (kind == RuntimeKind.PROCESS && spec.run().isEmpty()) {
      throw Problem.invalid(
              "nothing-to-run",
              "The service has no `run` command, and there is no Dockerfile with a container"
                  + " engine to build it.",
              "Add `run` to the service, or a Dockerfile and a container engine.")
          .toException();
    }
  }
}
