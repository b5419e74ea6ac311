package dev.cairn.provider.local;

import dev.cairn.core.StateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntFunction;

/** Gives each instance ports of its own: two that start at once never get the same. */
final class PortRegister {
  private final Path databases;

  PortRegister(Path databases) {
    this.databases = databases;
  }

  /** Picks a port, or the first of a few, and has it recorded before the next is picked. */
  synchronized InstanceRecord register(
      InstanceFiles files, int count, IntFunction<InstanceRecord> record) {
    return record.apply(Ports.pick(recorded(files), count));
  }

  private Set<Integer> recorded(InstanceFiles except) {
    var taken = new HashSet<Integer>();
    try (var entries = Files.newDirectoryStream(databases)) {
      for (var entry : entries) {
        if (!entry.equals(except.directory())) {
          InstanceRecord.findReadable(new InstanceFiles(entry))
              .ifPresent(it -> taken.addAll(it.ports()));
        }
      }
      return taken;
    } catch (IOException e) {
      throw StateFile.failure("list", databases, e);
    }
  }
}
