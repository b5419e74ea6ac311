package dev.cairn.provider.local;

import dev.cairn.core.StateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntFunction;

/** Gives each instance a port of its own: two that start at once never get the same. */
final class PortRegister {
  private final Path databases;

  PortRegister(Path databases) {
    this.databases = databases;
  }

  /** Picks a port and has it recorded before the next is picked. */
  synchronized InstanceRecord register(InstanceFiles files, IntFunction<InstanceRecord> record) {
    return record.apply(Ports.pick(recorded(files)));
  }

  private Set<Integer> recorded(InstanceFiles except) {
    var taken = new HashSet<Integer>();
    try (var entries = Files.newDirectoryStream(databases)) {
      for (var entry : entries) {
        if (!entry.equals(except.directory())) {
          InstanceRecord.find(new InstanceFiles(entry)).ifPresent(it -> taken.add(it.port()));
        }
      }
      return taken;
    } catch (IOException e) {
      throw StateFile.failure("list", databases, e);
    }
  }
}
