package dev.cairn.provider;

import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.core.StageRef;
import dev.cairn.engine.Engine;
import dev.cairn.engine.MySql;
import dev.cairn.engine.Postgres;
import dev.cairn.engine.Redis;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A provider in memory that keeps the contract, and fails, hangs or is slow on command. Use one
 * object for several lives of Cairn: it stands for the machine.
 */
public final class FakeDatabaseProvider extends FakePromotingProvider {
  private record Kept(Backup backup, List<String> lines) {}

  private Optional<Integer> madeAt = Optional.empty();
  private final Map<String, Kept> backups = new HashMap<>();
  private final Set<Engine> withheld = new HashSet<>();
  private final Map<String, RuntimeException> unlookable = new HashMap<>();
  private final Map<String, String> broken = new HashMap<>();
  private final Map<String, String> disconnected = new HashMap<>();
  private final Set<String> mute = new HashSet<>();

  /** No version of that engine can be had here. */
  public void withhold(Engine engine) {
    withheld.add(engine);
  }

  /** Looking at a database breaks with that. */
  public void breakLooksAt(String instanceId, RuntimeException with) {
    unlookable.put(instanceId, with);
  }

  /** The backup that comes next fails halfway: bringing the database back finishes it. */
  public synchronized void breakOffNextBackup(String instanceId, String name) {
    broken.put(instanceId, name);
    failNext("disk-full");
  }

  /** Has a backup that was made before. */
  public synchronized void keep(Backup backup) {
    backups.put(backup.name(), new Kept(backup, List.of()));
  }

  /** Containers of its stage do not reach it until it is restarted. */
  public synchronized void disconnect(String instanceId, String reason) {
    disconnected.put(instanceId, reason);
  }

  @Override
  public synchronized Optional<String> unconnected(String instanceId, StageRef stage) {
    return Optional.ofNullable(disconnected.get(instanceId));
  }

  @Override
  public Progress rebuild(DatabaseInstance wanted, String token, Consumer<String> progress) {
    var commanded = commanded("rebuild " + wanted.id());
    if (commanded.isPresent()) {
      return commanded.get();
    }
    return dyingOnCommand(() -> copyAgain(wanted, token));
  }

  private synchronized Progress copyAgain(DatabaseInstance wanted, String token) {
    var found = Optional.ofNullable(instances.get(wanted.id()));
    if (found.isEmpty() || found.get().rebuilt.equals(token)) {
      return make(wanted);
    }
    if (!replication.isAdmitted(wanted)) {
      return FakeReplication.notAdmitted(wanted);
    }
    found.get().rebuilt = token;
    promotion.rebuilt(found.get(), wanted);
    replication.copy(found.get());
    found.get().starts++;
    return make(wanted);
  }

  @Override
  public Progress fork(String replicaId, String token, Consumer<String> progress) {
    return commanded("fork " + replicaId).orElseGet(() -> dyingOnCommand(() -> forkNow(replicaId)));
  }

  private synchronized Progress forkNow(String replicaId) {
    return replication.fork(get(replicaId));
  }

  /** Somebody listens there, where databases that are made from now on are. */
  public synchronized void makeAt(int port) {
    madeAt = Optional.of(port);
  }

  /** Calls do what they say again. */
  public void answerAsUsual() {
    unlookable.clear();
    forgetAnswers();
  }

  @Override
  public String target() {
    return "local";
  }

  @Override
  public List<VersionOffer> versions(Engine engine) {
    if (withheld.contains(engine)) {
      return List.of();
    }
    return engine.versions().stream().map(it -> new VersionOffer(it, "in memory")).toList();
  }

  @Override
  public Progress prepare(Engine engine, String version, Consumer<String> progress) {
    return commanded("prepare " + engine.id() + " " + version).orElse(Progress.ready());
  }

  @Override
  public Progress ensure(DatabaseInstance wanted, Consumer<String> progress) {
    var commanded = commanded("ensure " + wanted.id());
    if (commanded.isPresent()) {
      return commanded.get();
    }
    return dyingOnCommand(() -> make(wanted));
  }

  private synchronized Progress make(DatabaseInstance wanted) {
    var found = Optional.ofNullable(instances.get(wanted.id()));
    var tooSmall = replication.tooSmall(wanted);
    if (tooSmall.isPresent()) {
      return tooSmall.get();
    }
    if (found.isEmpty()) {
      if (wanted.replication().isReplica() && !replication.isAdmitted(wanted)) {
        return FakeReplication.notAdmitted(wanted);
      }
      var made = new Running(wanted, madeAt.orElse(20000 + instances.size()));
      if (wanted.fromBackup().isPresent()) {
        var kept = backups.get(wanted.fromBackup().get());
        if (kept == null) {
          return new Progress.Failed(
              Problem.notFound("backup-not-found", "There is no such backup.", "List them."));
        }
        made.lines = new ArrayList<>(kept.lines());
      }
      instances.put(wanted.id(), made);
      if (wanted.replication().isReplica()) {
        replication.copy(made);
      }
      return Progress.ready();
    }
    var running = found.get();
    var refused = promotion.turned(running, wanted);
    if (refused.isPresent()) {
      return refused.get();
    }
    if (!running.wanted.version().equals(wanted.version())) {
      return new Progress.Failed(
          Problem.conflict("version-differs", "The data are of another version.", "Keep it."));
    }
    if (running.isForked && wanted.replication().isReplica()) {
      return FakeReplication.differs(wanted);
    }
    boolean differs =
        switch (wanted.engine()) {
          case Postgres _ -> !running.wanted.type().equals(wanted.type());
          case MySql _, Redis _ -> false;
        };
    boolean moves =
        disconnected.remove(wanted.id()) != null
            || (!wanted.replication().replicas().isEmpty()
                && unfollowable.remove(wanted.id()) != null);
    if (differs || moves || !running.isAlive || running.isBackedUp) {
      running.starts++;
    }
    Optional.ofNullable(broken.remove(wanted.id())).ifPresent(name -> keep(wanted.id(), name));
    running.wanted = wanted;
    running.isWritable = !running.isFull();
    running.isAlive = true;
    running.isBackedUp = false;
    return Progress.ready();
  }

  @Override
  public synchronized Observed observe(String instanceId) {
    if (unlookable.containsKey(instanceId)) {
      throw unlookable.get(instanceId);
    }
    var running = instances.get(instanceId);
    if (running == null) {
      return new Observed(
          Observed.State.MISSING, Optional.empty(), new Bytes(0), false, "not made");
    }
    var endpoint = new Endpoint("127.0.0.1", "127.0.0.1", running.port, Optional.empty());
    if (running.isBackedUp) {
      return new Observed(
          Observed.State.STOPPED,
          Optional.of(endpoint),
          running.used(),
          false,
          "its data are in a backup");
    }
    return running.isAlive
        ? new Observed(
            Observed.State.RUNNING,
            Optional.of(endpoint),
            running.used(),
            running.isWritable,
            running.isWritable ? "" : "Its storage is used up.")
        : new Observed(
            Observed.State.FAILED, Optional.of(endpoint), running.used(), false, "crashed");
  }

  @Override
  public void guardStorage(String instanceId) {
    if (isMute(instanceId)) {
      await(new CountDownLatch(1));
    }
    guardNow(instanceId);
  }

  private synchronized void guardNow(String instanceId) {
    Optional.ofNullable(instances.get(instanceId)).ifPresent(it -> it.isWritable = !it.isFull());
  }

  /** Its engine answers no question about itself any more. */
  public synchronized void muteStatistics(String instanceId) {
    mute.add(instanceId);
  }

  @Override
  public Optional<Statistics> statistics(String instanceId) {
    if (isMute(instanceId)) {
      await(new CountDownLatch(1));
    }
    return count(instanceId);
  }

  private synchronized boolean isMute(String instanceId) {
    return mute.contains(instanceId);
  }

  private synchronized Optional<Statistics> count(String instanceId) {
    return Optional.ofNullable(instances.get(instanceId))
        .filter(it -> it.isAlive)
        .map(it -> new Statistics(1, 100, it.queries, it.queries, 0, Optional.empty()));
  }

  @Override
  public synchronized Map<String, String> settings(String instanceId) {
    return Optional.ofNullable(instances.get(instanceId))
        .map(it -> it.wanted.tuning().settings())
        .orElse(Map.of());
  }

  @Override
  public synchronized List<Extension> extensions(String instanceId) {
    return Optional.ofNullable(instances.get(instanceId)).stream()
        .flatMap(
            it ->
                Stream.of("amcheck", "citext", "file_fdw", "pg_stat_statements")
                    .map(
                        name ->
                            new Extension(
                                name,
                                "1.0",
                                Optional.of("1.0")
                                    .filter(v -> it.wanted.tuning().extensions().contains(name)),
                                Optional.empty(),
                                name.equals("citext"),
                                "")))
        .toList();
  }

  @Override
  public Progress dropExtensions(String instanceId, List<String> names) {
    return commanded("drop " + names + " of " + instanceId).orElseGet(Progress::ready);
  }

  @Override
  public Progress backup(String instanceId, String backupName, Consumer<String> progress) {
    var commanded = commanded("backup " + instanceId);
    return commanded.isPresent() ? commanded.get() : keep(instanceId, backupName);
  }

  private synchronized Progress keep(String instanceId, String backupName) {
    var running = instances.get(instanceId);
    var kept = Optional.ofNullable(backups.get(backupName));
    if (kept.isPresent()) {
      return kept.get().backup().origin().equals(instanceId)
              && (running == null || running.isBackedUp)
          ? Progress.ready()
          : new Progress.Failed(
              Problem.conflict("backup-exists", "It is of other data.", "Choose another."));
    }
    if (running == null) {
      return new Progress.Failed(
          Problem.notFound("database-missing", "There is no such database.", "Nothing to do."));
    }
    running.isBackedUp = true;
    running.isAlive = false;
    var it = running.wanted;
    backups.put(
        backupName,
        new Kept(
            new Backup(
                backupName,
                it.engine().id(),
                it.version(),
                it.id(),
                it.database(),
                new Bytes(1),
                Instant.EPOCH,
                it.tuning()),
            List.copyOf(running.lines)));
    return Progress.ready();
  }

  @Override
  public synchronized List<Backup> listBackups() {
    return backups.values().stream().map(Kept::backup).toList();
  }

  @Override
  public synchronized void removeBackup(String backupName) {
    backups.remove(backupName);
  }

  @Override
  public Progress remove(String instanceId, Consumer<String> progress) {
    var commanded = commanded("remove " + instanceId);
    if (commanded.isPresent()) {
      return commanded.get();
    }
    synchronized (this) {
      instances.remove(instanceId);
    }
    return Progress.ready();
  }

  @Override
  public Path logFile(String instanceId) {
    return Path.of("/nonexistent", instanceId);
  }
}
