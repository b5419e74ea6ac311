package dev.cairn.provider.local;

import dev.cairn.core.StateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where the files of one instance are: {@code $CAIRN_HOME/databases/<id>}. */
record InstanceFiles(Path directory) {

  static InstanceFiles of(Path home, String instanceId) {
    return new InstanceFiles(home.resolve("databases").resolve(instanceId));
  }

  /** The ids of all instances of a home. */
  static List<String> list(Path home) {
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

  Path record() {
    return directory.resolve("instance.json");
  }

  Path data() {
    return directory.resolve("data");
  }

  Path tls() {
    return directory.resolve("tls");
  }

  Path process() {
    return directory.resolve("process.json");
  }

  Path log() {
    return directory.resolve("engine.log");
  }

  /** Names its control group; two Cairns on one machine differ in it. */
  String group() {
    return directory.getFileName() + "-" + Integer.toHexString(mark().hashCode());
  }

  /** What its processes are marked with; two Cairns on one machine differ in it. */
  String mark() {
    return directory.toAbsolutePath().normalize().toString();
  }

  /** Whether it had another text. Not durable yet. */
  static boolean writeIfDifferent(Path file, String text) {
    if (StateFile.find(file).equals(Optional.of(text))) {
      return false;
    }
    StateFile.writeUnsynced(file, text, StateFile.PUBLIC);
    return true;
  }
}
