package dev.cairn.provider.local.application;

import dev.cairn.core.Problem;
import dev.cairn.core.StageRef;
import dev.cairn.core.StateFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where the files of releases lie: {@code <releaseId>/src} the code, there only when it is whole,
 * or {@code code} the name of the release that it was built for, whose code it runs in its place:
 * what a build made may hold the path where it was made. {@code built} once the build came to its
 * end; {@code process.json} and {@code port} of the process; {@code output.log}. A stage's home,
 * for the caches of build tools, is {@code home/<stack>.<stage>}.
 */
record ReleaseFiles(Path applications) {
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
  void share(String releaseId, String other, OwnedTrees trees) {
    makePassable(applications);
    makePassable(directory(releaseId));
    trees.delete(ownSource(releaseId));
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

  /** Before the process has it: whoever read it could be there first. */
  void keepPort(String releaseId, int port) {
    StateFile.write(directory(releaseId).resolve("port"), port + "\n", StateFile.PRIVATE);
  }

  /** A place to put the code together; {@link #publishSource} makes it the release's. */
  Path newSource(String releaseId, OwnedTrees trees) {
    makePassable(applications);
    makePassable(directory(releaseId));
    var fresh = directory(releaseId).resolve("src.new");
    trees.delete(fresh);
    trees.delete(ownSource(releaseId));
    trees.delete(code(releaseId));
    create(fresh);
    close(fresh);
    return fresh;
  }

  /** Keeps the users of other stages, who may pass to their own, out of one's code. */
  static void close(Path source) {
    permit(source, "rwx------");
  }

  void publishSource(String releaseId) {
    var fresh = directory(releaseId).resolve("src.new");
    try {
      Files.move(fresh, ownSource(releaseId), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw StateFile.failure("rename", fresh, e);
    }
  }

  /** Where the homes of stages are. */
  Path homes() {
    return applications.toAbsolutePath().normalize().resolve("home");
  }

  /** The home of a stage's builds and processes. */
  Path home(StageRef stage) {
    return homes().resolve(stage.stack() + "." + stage.stage());
  }

  /** Lets the users of stages through to what is theirs. */
  void makePassable() {
    makePassable(applications);
    makePassable(homes());
  }

  /** Says so before anything is built; who runs in it goes there as the application's user. */
  static void requireInside(Path source, String directory) {
    var whole = source.resolve(directory);
    try {
      if (Files.isDirectory(whole) && whole.toRealPath().startsWith(source.toRealPath())) {
        return;
      }
    } catch (IOException e) {
      throw StateFile.failure("look at", whole, e);
    }
    throw Problem.invalid(
            "directory-not-in-source",
            "The source has no directory \"" + directory + "\", or it is a link that leads out.",
            "Correct the key `directory` of the service.")
        .toException();
  }

  /** Everything but its output. */
  void remove(String releaseId, OwnedTrees trees) {
    trees.children(directory(releaseId)).stream()
        .filter(child -> !child.getFileName().toString().startsWith("output.log"))
        .forEach(trees::delete);
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

  /** Whose the code is: whom all of the release runs as. Empty where it is gone. */
  Optional<String> owner(String releaseId) {
    return findSource(releaseId)
        .map(
            source -> {
              try {
                return Files.getOwner(source).getName();
              } catch (IOException e) {
                throw StateFile.failure("look at", source, e);
              }
            });
  }

  /** Whether the code is there, whole. */
  Optional<Path> findSource(String releaseId) {
    return Optional.of(source(releaseId)).filter(Files::isDirectory);
  }
}
