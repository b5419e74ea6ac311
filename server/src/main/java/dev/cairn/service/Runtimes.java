package dev.cairn.service;

import dev.cairn.core.Problem;
import dev.cairn.provider.ApplicationProvider;
import dev.cairn.provider.ReleaseInstance.Source;
import dev.cairn.service.ServiceSpec.RuntimeKind;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where applications run: as containers and as processes, and which of both an application is. */
public record Runtimes(ApplicationProvider containers, ApplicationProvider processes) {

  ApplicationProvider of(RuntimeKind kind) {
    return switch (kind) {
      case CONTAINER -> containers;
      case PROCESS -> processes;
    };
  }

  /**
   * What the specification says; else a container where there is an engine and something to make
   * one of. What a Git repository holds is not known before it is fetched: it is taken to hold a
   * Dockerfile.
   */
  RuntimeKind choose(ServiceSpec spec) {
    if (spec.runtime().isPresent()) {
      return spec.runtime().get();
    }
    boolean imageable =
        switch (spec.source()) {
          case Source.Directory(Path path) -> Files.isRegularFile(path.resolve("Dockerfile"));
          case Source.Git repository -> true;
          case Source.Image image -> true;
        };
    return imageable && containers.unavailable().isEmpty()
        ? RuntimeKind.CONTAINER
        : RuntimeKind.PROCESS;
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
