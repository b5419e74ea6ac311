package dev.cairn.provider.local.instance;

import dev.cairn.core.StateFile;
import dev.cairn.process.SystemUsers;
import dev.cairn.provider.local.files.OpenDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where the files of one instance are: {@code $CAIRN_HOME/databases/<id>}. */
public record InstanceFiles(Path directory) {

  public static InstanceFiles of(Path home, String instanceId) {
    return new InstanceFiles(home.resolve("databases").resolve(instanceId));
  }

  /** Those of another instance of the same home. */
  public InstanceFiles of(String otherId) {
    return new InstanceFiles(directory.resolveSibling(otherId));
  }

  /** The instance that holds Cairn's own state. */
  private static final String STATE = "cairn-state";

  /** Whether it is the one that says who may do what on this machine. */
  boolean isState() {
    return directory.endsWith(STATE);
  }

  /**
   * Whom its engine runs as, and whose its data are; empty: whoever Cairn is. What databases begin
   * with is out of the reach of them all, for the state begins with it too.
   */
  public Optional<String> user() {
    return isState() || directory.endsWith(PreparedData.PARTIAL)
        ? SystemUsers.stateUser()
        : SystemUsers.engineUser();
  }

  /** The ids of all instances of a home. */
  public static List<String> list(Path home) {
    var databases = home.resolve("databases");
    if (!Files.isDirectory(databases)) {
      return List.of();
    }
    try (var all = Files.list(databases)) {
      return all.map(directory -> directory.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .toList();
    } catch (IOException e) {
      throw StateFile.failure("list", databases, e);
    }
  }

  public Path record() {
    return directory.resolve("instance.json");
  }

  public Path data() {
    return directory.resolve("data");
  }

  public Path tls() {
    return directory.resolve("tls");
  }

  public Path process() {
    return directory.resolve("process.json");
  }

  public Path log() {
    return directory.resolve("engine.log");
  }

  /** Names its control group; two Cairns on one machine differ in it. */
  public String group() {
    return directory.getFileName() + "-" + Integer.toHexString(mark().hashCode());
  }

  /** What its processes are marked with; two Cairns on one machine differ in it. */
  public String mark() {
    return directory.toAbsolutePath().normalize().toString();
  }

  /** Writes what its engine reads and nobody else, as {@link #writeIfDifferent}. */
  public boolean tellEngine(Path file, String text) {
    return writeIfDifferent(file, text, user());
  }

  /**
   * Whether it had another text. Its directory may be the engine's, as PostgreSQL's settings lie
   * beside its data; the one above is Cairn's. Not durable yet.
   *
   * @param group who may read it beside Cairn: a port stands there before the engine has it
   */
  public static boolean writeIfDifferent(Path file, String text, Optional<String> group) {
    try (var directory = OpenDirectory.of(file.resolveSibling("."))) {
      var name = file.getFileName();
      if (directory.text(name).equals(Optional.of(text))) {
        return false;
      }
      try (var above = OpenDirectory.of(file.resolveSibling(".."))) {
        directory.write(name, text, group, above);
      }
      return true;
    } catch (IOException e) {
      throw StateFile.failure("write", file, e);
    }
  }

  /** The text of a file of the data directory, which is the engine's. */
  public Optional<String> findData(String name) {
    if (!Files.isDirectory(data())) {
      return Optional.empty();
    }
    try (var directory = OpenDirectory.of(data())) {
      return directory.text(Path.of(name));
    } catch (IOException e) {
      throw StateFile.failure("read", data().resolve(name), e);
    }
  }

  /** Sees to it that an empty file is in the data directory, and stays there whatever happens. */
  public void markData(String name) {
    if (findData(name).isEmpty()) {
      var _ = tellEngine(data().resolve(name), "");
    }
    try (var directory = OpenDirectory.of(data())) {
      directory.sync(Path.of(name));
      directory.sync();
    } catch (IOException e) {
      throw StateFile.failure("sync", data().resolve(name), e);
    }
  }

  /** Removes a file from the data directory for good. */
  public void unmarkData(String name) {
    try (var directory = OpenDirectory.of(data())) {
      directory.discard(Path.of(name));
      directory.sync();
    } catch (IOException e) {
      throw StateFile.failure("delete", data().resolve(name), e);
    }
  }
}
