package dev.cairn.database;

import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.engine.Engine;
import dev.cairn.provider.Backup;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.DatabaseProvider;
import dev.cairn.provider.Endpoint;
import dev.cairn.provider.Observed;
import dev.cairn.provider.Progress;
import dev.cairn.provider.Statistics;
import dev.cairn.provider.VersionOffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A provider in memory that fails, or takes its time, on command. */
final class FakeProvider implements DatabaseProvider {
  /** What runs, or lies there stopped. */
  record Instance(DatabaseInstance as, boolean running, int port) {}

  final Map<String, Instance> instances = new ConcurrentHashMap<>();
  final Map<String, Backup> backups = new ConcurrentHashMap<>();
  final Deque<Progress> answers = new ArrayDeque<>();
  private final AtomicInteger ports = new AtomicInteger(20000);
  Bytes used = Bytes.ofMib(40);

  /** The next calls answer this instead of doing anything. */
  FakeProvider answer(Progress... next) {
    answers.addAll(List.of(next));
    return this;
  }

  static Progress failed() {
    return new Progress.Failed(Problem.failed("disk-full", "The disk is full.", "Make room."));
  }

  static Progress slow() {
    return new Progress.InProgress("copying", Duration.ofMillis(5));
  }

  void kill(String id) {
    instances.computeIfPresent(id, (key, it) -> new Instance(it.as(), false, it.port()));
  }

  @Override
  public String target() {
    return "local";
  }

  @Override
  public List<VersionOffer> versions(Engine engine) {
    return engine.versions().stream().map(it -> new VersionOffer(it, "memory")).toList();
  }

  @Override
  public Progress prepare(Engine engine, String version, Consumer<String> progress) {
    return answers.isEmpty() ? Progress.ready() : answers.pop();
  }

  @Override
  public Progress ensure(DatabaseInstance wanted, Consumer<String> progress) {
    if (!answers.isEmpty()) {
      return answers.pop();
    }
    instances.compute(
        wanted.id(),
        (id, before) ->
            new Instance(wanted, true, before == null ? ports.incrementAndGet() : before.port()));
    return Progress.ready();
  }

  @Override
  public Observed observe(String instanceId) {
    var found = Optional.ofNullable(instances.get(instanceId));
    if (found.isEmpty()) {
      return new Observed(
          Observed.State.MISSING, Optional.empty(), new Bytes(0), false, "there is nothing");
    }
    return found.get().running()
        ? new Observed(
            Observed.State.RUNNING,
            Optional.of(
                new Endpoint("127.0.0.1", "172.18.0.1", found.get().port(), Optional.empty())),
            used,
            true,
            "")
        : new Observed(Observed.State.STOPPED, Optional.empty(), used, false, "killed by signal 9");
  }

  @Override
  public void guardStorage(String instanceId) {}

  @Override
  public Optional<Statistics> statistics(String instanceId) {
    return Optional.empty();
  }

  @Override
  public Progress backup(String instanceId, String backupName, Consumer<String> progress) {
    if (!answers.isEmpty()) {
      return answers.pop();
    }
    var instance = instances.get(instanceId);
    if (instance != null && !backups.containsKey(backupName)) {
      kill(instanceId);
      backups.put(
          backupName,
          new Backup(
              backupName,
              instance.as().engine().id(),
              instance.as().version(),
              instanceId,
              instance.as().database(),
              used,
              Instant.now()));
    }
    return Progress.ready();
  }

  @Override
  public List<Backup> listBackups() {
    return List.copyOf(backups.values());
  }

  @Override
  public void removeBackup(String backupName) {
    backups.remove(backupName);
  }

  @Override
  public Progress remove(String instanceId, Consumer<String> progress) {
    if (!answers.isEmpty()) {
      return answers.pop();
    }
    instances.remove(instanceId);
    return Progress.ready();
  }

  @Override
  public Path logFile(String instanceId) {
    return Path.of("/nowhere", instanceId);
  }
}
