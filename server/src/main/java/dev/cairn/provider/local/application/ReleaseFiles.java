package dev.cairn.provider.local.application;

import dev.cairn.core.StageRef;
import dev.cairn.core.StateFile;
import dev.cairn.process.SystemUsers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Where the files of releases lie: {@code <releaseId>/src} the code, there only when it is whole,
 * or {@code code} the name of the release that it was built for, whose code it runs in its place:
 * what a build made may hold the path where it was made. {@code built} once the build came to its
 * end; {@code process.json} and {@code port} of the process; {@code output.log}. A stage's home,
 * for the caches of build tools, is {@code home/<stack>.<stage>}.
 */
record ReleaseFiles(Path applications) {
  private static final long MOST_OUTPUT = 10L * 1024 * 1024;

  Path directory(String releaseId) {
    return applications.resolve(releaseId);
  }

  Path source(String releaseId) {
    return ownSource(builtIn(releaseId));
  }

  private Path ownSource(String releaseId) {
    return directory(releaseId).resolve("src");
  }

  /** The release whose directory holds the code that this one runs. */
  private String builtIn(String releaseId) {
    return StateFile.find(code(releaseId)).map(String::strip).orElse(releaseId);
  }

  private Path code(String releaseId) {
    return directory(releaseId).resolve("code");
  }

  /** From now on it runs another's build, where that was made. */
  void share(String releaseId, String other) {
    makePassable(applications);
    makePassable(directory(releaseId));
    delete(ownSource(releaseId));
    StateFile.write(code(releaseId), builtIn(other) + "\n", StateFile.PUBLIC);
  }

  Path identity(String releaseId) {
    return directory(releaseId).resolve("process.json");
  }

  Path output(String releaseId) {
    return directory(releaseId).resolve("output.log");
  }

  /** What its processes are marked with; two Cairns on one machine differ in it. */
  String mark(String releaseId, String what) {
    return directory(releaseId).toAbsolutePath().normalize() + "/" + what;
  }

  boolean isBuilt(String releaseId) {
    return Files.exists(directory(releaseId).resolve("built"));
  }

  void markBuilt(String releaseId) {
    StateFile.write(directory(releaseId).resolve("built"), "", StateFile.PUBLIC);
  }

  OptionalInt port(String releaseId) {
    var text = StateFile.find(directory(releaseId).resolve("port"));
    return text.isPresent()
        ? OptionalInt.of(Integer.parseInt(text.get().strip()))
        : OptionalInt.empty();
  }

  void keepPort(String releaseId, int port) {
    StateFile.write(directory(releaseId).resolve("port"), port + "\n", StateFile.PUBLIC);
  }

  /** A place to put the code together; {@link #publishSource} makes it the release's. */
  Path newSource(String releaseId) {
    makePassable(applications);
    makePassable(directory(releaseId));
    var fresh = directory(releaseId).resolve("src.new");
    delete(fresh);
    delete(ownSource(releaseId));
    delete(code(releaseId));
    create(fresh);
    return fresh;
  }

  void publishSource(String releaseId) {
    var fresh = directory(releaseId).resolve("src.new");
    giveAway(fresh);
    try {
      Files.move(fresh, ownSource(releaseId), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw StateFile.failure("rename", fresh, e);
    }
  }

  /** The home of a stage's builds and processes; nobody else may look into it. */
  Path home(StageRef stage) {
    makePassable(applications);
    makePassable(applications.resolve("home"));
    var home = applications.resolve("home").resolve(stage.stack() + "." + stage.stage());
    if (!Files.isDirectory(home)) {
      create(home);
      permit(home, "rwx------");
      giveAway(home);
    }
    return home;
  }

  /** Everything but its output. */
  void remove(String releaseId) {
    if (!Files.isDirectory(directory(releaseId))) {
      return;
    }
    try (var children = Files.list(directory(releaseId))) {
      children.filter(child -> !child.endsWith("output.log")).forEach(ReleaseFiles::delete);
    } catch (IOException e) {
      throw StateFile.failure("remove", directory(releaseId), e);
    }
  }

  /**
   * Moves what a process said to {@code output.log.1} once it is much. The file is emptied in
   * place: the process appends to it, and whoever follows it sees it shrink.
   */
  void boundOutput(String releaseId) {
    var output = output(releaseId);
    try {
      if (Files.exists(output) && Files.size(output) > MOST_OUTPUT) {
        Files.copy(
            output,
            output.resolveSibling("output.log.1"),
            StandardCopyOption.REPLACE_EXISTING,
            StandardCopyOption.COPY_ATTRIBUTES);
        try (var out = FileChannel.open(output, StandardOpenOption.WRITE)) {
          out.truncate(0);
        }
      }
    } catch (IOException e) {
      throw StateFile.failure("shorten", output, e);
    }
  }

  /** Of its output. */
  Optional<String> lastLine(String releaseId) {
    var output = output(releaseId);
    try (var file = FileChannel.open(output)) {
      var end = ByteBuffer.allocate((int) Math.min(4096, file.size()));
      file.read(end, file.size() - end.capacity());
      return new String(end.array(), StandardCharsets.UTF_8).lines().reduce((one, next) -> next);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw StateFile.failure("read", output, e);
    }
  }

  /** To the user that applications run as; nothing where Cairn is not root. */
  private static void giveAway(Path root) {
    var user = SystemUsers.applicationUser();
    if (user.isEmpty()) {
      return;
    }
    try (var all = Files.walk(root)) {
      var owners = root.getFileSystem().getUserPrincipalLookupService();
      UserPrincipal owner = owners.lookupPrincipalByName(user.get());
      var group = owners.lookupPrincipalByGroupName(user.get());
      for (var path : all.toList()) {
        var view =
            Files.getFileAttributeView(
                path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        view.setOwner(owner);
        view.setGroup(group);
      }
    } catch (IOException e) {
      throw StateFile.failure("hand over to " + user.get(), root, e);
    }
  }

  private static void makePassable(Path directory) {
    create(directory);
    permit(directory, "rwx--x--x");
  }

  private static void create(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw StateFile.failure("create", directory, e);
    }
  }

  private static void permit(Path path, String permissions) {
    try {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    } catch (IOException e) {
      throw StateFile.failure("set the permissions of", path, e);
    }
  }

  private static void delete(Path root) {
    if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> all = Files.walk(root)) {
      for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw StateFile.failure("remove", root, e);
    }
  }

  /** Whether the code is there, whole. */
  Optional<Path> findSource(String releaseId) {
    return Optional.of(source(releaseId)).filter(Files::isDirectory);
  }
}
