package dev.cairn.provider.local.instance;

import dev.cairn.core.ReadyWait;
import dev.cairn.core.StateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives each instance ports of its own: two that start at once never get the same. */
final class PortRegister {
  private static final Logger LOG = LoggerFactory.getLogger(PortRegister.class);

  /** Of a server that was killed, some threads live on for a moment, and its port with them. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Path databases;
  private final Set<String> held = ConcurrentHashMap.newKeySet();

  PortRegister(Path databases) {
    this.databases = databases;
  }

  /** Picks a port, or the first of a few, and has it recorded before the next is picked. */
  synchronized InstanceRecord register(
      InstanceFiles files, int count, IntFunction<InstanceRecord> record) {
    return record.apply(Ports.pick(recorded(files), count));
  }

  /**
   * An instance that is about to start, at ports that are free: its own, or others where somebody
   * keeps those. Any user of this machine can take a port while its server is away; he must not
   * keep the database down with it.
   *
   * @throws dev.cairn.core.ProblemException {@code port-taken} where that is so for a moment only
   */
  InstanceRecord freed(InstanceFiles files, InstanceRecord found) {
    boolean isFree =
        held.contains(found.id())
            ? areFree(found)
            : ReadyWait.upTo(PATIENCE)
                .every(Duration.ofMillis(5))
                .holdsInTime(() -> areFree(found));
    if (isFree) {
      held.remove(found.id());
      return found;
    }
    int taken =
        found.ports().stream().filter(port -> !Ports.isFree(port)).findFirst().orElse(found.port());
    if (held.add(found.id())) {
      throw EngineProcess.portTaken(taken).toException();
    }
    var moved = register(files, found.ports().size(), port -> found.at(port).write(files));
    held.remove(found.id());
    LOG.warn(
        "{} moves to port {}: {}",
        found.id(),
        moved.port(),
        EngineProcess.portTaken(taken).message());
    return moved;
  }

  private static boolean areFree(InstanceRecord instance) {
    return instance.ports().stream().allMatch(Ports::isFree);
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
