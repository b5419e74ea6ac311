package dev.cairn.process;

import dev.cairn.core.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The users that engines and applications run as. PostgreSQL refuses to be root, and an application
 * should not be. Where Cairn is not root itself, both run as whoever Cairn is.
 */
public final class SystemUsers {
  /** Owns data directories and runs engines. */
  public static final String ENGINES = "cairn-db";

  /** Runs applications. */
  public static final String APPLICATIONS = "cairn-app";

  /** Runs the edge: what meets the world should neither be root nor reach into applications. */
  public static final String EDGE = "cairn-edge";

  private static final Logger LOG = LoggerFactory.getLogger(SystemUsers.class);

  private final Processes processes;

  public SystemUsers(Processes processes) {
    this.processes = processes;
  }

  /** Whom engines run as; empty: as whoever Cairn is. */
  public static Optional<String> engineUser() {
    return Processes.isRoot() ? Optional.of(ENGINES) : Optional.empty();
  }

  /** Whom applications run as; empty: as whoever Cairn is. */
  public static Optional<String> applicationUser() {
    return Processes.isRoot() ? Optional.of(APPLICATIONS) : Optional.empty();
  }

  /** Whom the edge runs as; empty: as whoever Cairn is. */
  public static Optional<String> edgeUser() {
    return Processes.isRoot() ? Optional.of(EDGE) : Optional.empty();
  }

  /**
   * Makes these users exist and lets them pass through {@code home} and the directories above it,
   * to what is theirs below. Does nothing where Cairn is not root.
   */
  public void ensure(Path home) {
    if (!Processes.isRoot()) {
      return;
    }
    ensureUser(ENGINES);
    ensureUser(APPLICATIONS);
    ensureUser(EDGE);
    if (Stream.of(ENGINES, APPLICATIONS, EDGE).allMatch(user -> canPass(user, home))) {
      return;
    }
    for (var directory = home.toAbsolutePath().normalize();
        directory != null;
        directory = directory.getParent()) {
      letPass(directory);
    }
  }

  private boolean canPass(String user, Path home) {
    return processes
        .run(Command.of("test", "-x", home.toAbsolutePath().toString()).as(Optional.of(user)))
        .succeeded();
  }

  private void ensureUser(String name) {
    if (processes.run(Command.of("id", "-u", name)).succeeded()) {
      return;
    }
    var outcome =
        processes.run(
            Command.of(
                "useradd",
                "--system",
                "--user-group",
                "--no-create-home",
                "--home-dir",
                "/nonexistent",
                "--shell",
                "/usr/sbin/nologin",
                name));
    if (!outcome.succeeded() && !processes.run(Command.of("id", "-u", name)).succeeded()) {
      throw Problem.failed(
              "user-not-created",
              "Could not create the system user " + name + ": " + outcome.lastLine() + ".",
              "Create it with: useradd --system --user-group " + name)
          .toException();
    }
    LOG.info("Created the system user {}", name);
  }

  private void letPass(Path directory) {
    try {
      if (!Files.isDirectory(directory)
          || Files.getPosixFilePermissions(directory)
              .contains(PosixFilePermission.OTHERS_EXECUTE)) {
        return;
      }
    } catch (IOException e) {
      throw Problem.failed(
              "directory-unusable",
              "Could not look at " + directory + ": " + e.getMessage() + ".",
              "Choose another CAIRN_HOME.")
          .toException(e);
    }
    var argv =
        new ArrayList<>(
            List.of(
                "setfacl",
                "-m",
                "u:%s:--x,u:%s:--x,u:%s:--x".formatted(ENGINES, APPLICATIONS, EDGE)));
    argv.add(directory.toString());
    var outcome = processes.run(Command.of(argv));
    if (!outcome.succeeded()) {
      throw Problem.failed(
              "home-not-passable",
              "Engines cannot reach their data: "
                  + directory
                  + " lets nobody through, and setfacl failed: "
                  + outcome.lastLine()
                  + ".",
              "Choose a CAIRN_HOME elsewhere, or run: chmod o+x " + directory)
          .toException();
    }
    LOG.info("Let {}, {} and {} pass through {}", ENGINES, APPLICATIONS, EDGE, directory);
  }
}
