package dev.cairn.provider.local;

import dev.cairn.core.Problem;
import dev.cairn.core.Sensitive;
import dev.cairn.core.StageRef;
import dev.cairn.engine.ClientAdvice;
import dev.cairn.engine.Engine;
import dev.cairn.engine.Postgres;
import dev.cairn.engine.postgres.PostgresClients;
import dev.cairn.process.ProcessEnds;
import dev.cairn.process.Processes;
import dev.cairn.process.SystemUsers;
import dev.cairn.provider.Backup;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.DatabaseProvider;
import dev.cairn.provider.Extension;
import dev.cairn.provider.Observed;
import dev.cairn.provider.Progress;
import dev.cairn.provider.ReplicaStatus;
import dev.cairn.provider.Standing;
import dev.cairn.provider.Statistics;
import dev.cairn.provider.VersionOffer;
import dev.cairn.provider.local.files.Disk;
import dev.cairn.provider.local.files.HomeDirectories;
import dev.cairn.provider.local.files.Trees;
import dev.cairn.provider.local.instance.CertificateAuthority;
import dev.cairn.provider.local.instance.CertificateFiles;
import dev.cairn.provider.local.instance.DiskUse;
import dev.cairn.provider.local.instance.Gateways;
import dev.cairn.provider.local.instance.Greeting;
import dev.cairn.provider.local.instance.InstanceEnd;
import dev.cairn.provider.local.instance.InstanceFiles;
import dev.cairn.provider.local.instance.InstanceLifecycle;
import dev.cairn.provider.local.instance.InstanceRecord;
import dev.cairn.provider.local.instance.LocalBackups;
import dev.cairn.provider.local.instance.Replicating;
import dev.cairn.provider.local.instance.StageNetworks;
import dev.cairn.provider.local.instance.StorageGuard;
import dev.cairn.provider.local.instance.Upkeep;
import dev.cairn.provider.local.limits.HardLimits;
import dev.cairn.provider.local.postgres.SystemPgDump;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Databases as processes of this machine, which outlive Cairn. All that it knows is in files under
 * {@code $CAIRN_HOME/databases} and {@code backups}.
 */
public final class LocalDatabases implements DatabaseProvider {
  private static final Logger LOG = LoggerFactory.getLogger(LocalDatabases.class);
  private static final Duration ANSWER = Duration.ofSeconds(2);

  private final Path home;
  private final SystemUsers users;
  private final ProcessEnds deaths;
  private final StageNetworks networks;
  private final LocalEngines engines;
  private final InstanceLifecycle lifecycle;
  private final InstanceEnd ends;
  private final LocalPromotion promotion;
  private final LocalStop stop;
  private final LocalBackups backups;
  private final HardLimits limits;
  private final DiskUse use;
  private final Observation observation;
  private final Upkeep upkeep;
  private final SystemPgDump pgDump;
  private final InstanceLocks locks = new InstanceLocks();
  private final ReentrantLock settingUp = new ReentrantLock();
  private volatile boolean isSetUp;

  /**
   * @param configured directories of binaries that the user gave, by version
   * @param adminPasswords the administrator's password of an instance, always the same for one id
   */
  public LocalDatabases(
      Path home,
      Processes processes,
      StageNetworks networks,
      CertificateAuthority authority,
      Map<Engine, Map<String, Path>> configured,
      Function<String, Sensitive<String>> adminPasswords,
      Clock clock) {
    this.home = home.toAbsolutePath().normalize();
    this.users = new SystemUsers(processes);
    this.deaths = new ProcessEnds(processes);
    this.networks = networks;
    var disk = new Disk(processes);
    this.limits = new HardLimits(Path.of("/sys/fs/cgroup"), Path.of("/proc/self/cgroup"));
    var certificates = new CertificateFiles(authority);
    this.use = new DiskUse(processes);
    this.observation = new Observation(authority.certificate(), use);
    this.upkeep = new Upkeep(new StorageGuard(use, this.home));
    this.pgDump = new SystemPgDump(processes, clock);
    this.backups = new LocalBackups(this.home, clock);
    this.engines =
        LocalEngines.of(this.home, configured, processes, certificates, authority, adminPasswords);
    this.ends = new InstanceEnd(processes);
    this.lifecycle =
        new InstanceLifecycle(this.home, processes, certificates, backups, disk, limits, ends);
    this.stop = new LocalStop(this.home, engines, ends, limits, locks);
    this.promotion = new LocalPromotion(this.home, engines, lifecycle, ends, stop, locks);
  }

  @Override
  public String target() {
    return "local";
  }

  @Override
  public List<VersionOffer> versions(Engine engine) {
    return engines.of(engine).offers();
  }

  @Override
  public Progress prepare(Engine engine, String version, Consumer<String> progress) {
    return InstanceLocks.attempt(
        "prepare " + engine.id() + " " + version,
        () -> {
          setUp();
          lifecycle.prepare(engines.of(engine), version, progress);
        });
  }

  @Override
  public Progress ensure(DatabaseInstance wanted, Consumer<String> progress) {
    return stop.lockedUnlessServing(
        wanted.id(), "ensure " + wanted.id(), () -> converge(wanted, progress));
  }

  private void converge(DatabaseInstance wanted, Consumer<String> progress) {
    setUp();
    var network = wanted.stage().flatMap(networks::ensure);
    var guests =
        wanted.replication().guests().stream()
            .flatMap(stage -> networks.ensure(stage).stream())
            .map(StageNetworks.Network::subnet)
            .toList();
    lifecycle.ensure(engines.of(wanted.engine()), wanted, network, guests, progress);
    reopen(InstanceFiles.of(home, wanted.id()));
  }

  @Override
  public Progress rebuild(DatabaseInstance wanted, String token, Consumer<String> progress) {
    return locks.locked(
        wanted.id(),
        "rebuild " + wanted.id(),
        () -> {
          lifecycle.discard(wanted.id(), token);
          converge(wanted, progress);
        });
  }

  @Override
  public Progress prove(String replicaId, Duration within) {
    return promotion.prove(replicaId, within);
  }

  @Override
  public Progress freeze(String primaryId, String replicaId, String token) {
    return promotion.freeze(primaryId, replicaId, token);
  }

  @Override
  public Progress unfreeze(String primaryId, String token) {
    return promotion.unfreeze(primaryId, token);
  }

  @Override
  public Progress fence(String primaryId, String token) {
    return promotion.fence(primaryId, token);
  }

  @Override
  public Standing compare(String replicaId) {
    return promotion.compare(replicaId);
  }

  @Override
  public Progress promote(String replicaId, String token, Consumer<String> progress) {
    return promotion.promote(replicaId, token, progress);
  }

  @Override
  public Progress fork(String replicaId, String token, Consumer<String> progress) {
    return promotion.fork(replicaId, token, progress);
  }

  @Override
  public Optional<String> unfollowable(String instanceId) {
    var files = InstanceFiles.of(home, instanceId);
    return findCreated(instanceId).flatMap(it -> engines.of(it).unfollowable(files, it));
  }

  @Override
  public Optional<ReplicaStatus> replicaStatus(String instanceId) {
    var files = InstanceFiles.of(home, instanceId);
    return findCreated(instanceId)
        .flatMap(
            it ->
                Replicating.apart(it)
                    .or(
                        () ->
                            Replicating.findPrimary(files, it)
                                .flatMap(
                                    primary -> engines.of(it).replicaStatus(files, it, primary))));
  }

  @Override
  public Observed observe(String instanceId) {
    var files = InstanceFiles.of(home, instanceId);
    return InstanceRecord.find(files)
        .map(it -> observation.of(engines.of(it), files, it))
        .orElse(Observation.MISSING);
  }

  @Override
  public boolean answers(String instanceId) {
    return findCreated(instanceId)
        .map(it -> Greeting.of(it.port(), engines.of(it).engine().hello(), ANSWER))
        .filter(Greeting.Answer.SAID::equals)
        .isPresent();
  }

  @Override
  public Optional<String> held(String instanceId) {
    var files = InstanceFiles.of(home, instanceId);
    return findCreated(instanceId).flatMap(it -> ends.held(engines.of(it), files));
  }

  @Override
  public void onEnd(String instanceId, Runnable listener) {
    var files = InstanceFiles.of(home, instanceId);
    findCreated(instanceId)
        .flatMap(it -> engines.of(it).find(files))
        .ifPresent(server -> deaths.tell(server, listener));
  }

  @Override
  public Optional<String> unconnected(String instanceId, StageRef stage) {
    return findCreated(instanceId)
        .flatMap(it -> networks.look(stage).flatMap(network -> Gateways.unserved(it, network)));
  }

  @Override
  public void guardStorage(String instanceId) {
    var files = InstanceFiles.of(home, instanceId);
    // Who holds the lock changes the database just now; the next look comes soon.
    locks.ifFree(
        instanceId,
        () -> findCreated(instanceId).ifPresent(it -> upkeep.look(engines.of(it), files, it)));
  }

  /** With more storage it takes writes again at once. */
  private void reopen(InstanceFiles files) {
    InstanceRecord.find(files)
        .filter(it -> !it.isWritable())
        .ifPresent(instance -> upkeep.look(engines.of(instance), files, instance));
  }

  @Override
  public Optional<Statistics> statistics(String instanceId) {
    var files = InstanceFiles.of(home, instanceId);
    return findCreated(instanceId).flatMap(it -> engines.of(it).statistics(files, it));
  }

  @Override
  public Optional<ClientAdvice> clientAdvice(Engine engine, String version) {
    return engine instanceof Postgres
        ? PostgresClients.advice(version, pgDump.version())
        : Optional.empty();
  }

  @Override
  public Map<String, String> settings(String instanceId) {
    return findCreated(instanceId).map(it -> engines.of(it).settings(it)).orElse(Map.of());
  }

  @Override
  public List<Extension> extensions(String instanceId) {
    return findCreated(instanceId).map(it -> engines.of(it).extensions(it)).orElse(List.of());
  }

  @Override
  public Progress dropExtensions(String instanceId, List<String> names) {
    return locks.locked(
        instanceId,
        "drop extensions of " + instanceId,
        () -> findCreated(instanceId).ifPresent(it -> engines.of(it).dropExtensions(it, names)));
  }

  private Optional<InstanceRecord> findCreated(String instanceId) {
    return InstanceRecord.find(InstanceFiles.of(home, instanceId))
        .filter(it -> it.phase() == InstanceRecord.Phase.CREATED);
  }

  @Override
  public Progress backup(String instanceId, String backupName, Consumer<String> progress) {
    return stop.locked(
        instanceId,
        "back up " + instanceId,
        () -> {
          var files = InstanceFiles.of(home, instanceId);
          var found = InstanceRecord.find(files);
          if (backups.isTaken(backupName, instanceId, found)) {
            return;
          }
          var instance =
              found.orElseThrow(
                  () ->
                      Problem.notFound(
                              "database-missing",
                              "There is no database " + instanceId + " on this machine.",
                              "Nothing is left to back up.")
                          .toException());
          progress.accept("stopping");
          ends.stop(engines.of(instance), files);
          progress.accept("keeping data");
          var marked = instance.in(InstanceRecord.Phase.BACKED_UP, backupName).write(files);
          backups.take(files, marked, backupName);
        });
  }

  @Override
  public List<Backup> listBackups() {
    return backups.list();
  }

  @Override
  public void removeBackup(String backupName) {
    backups.remove(backupName);
  }

  @Override
  public Progress remove(String instanceId, Consumer<String> progress) {
    return stop.locked(
        instanceId,
        "remove " + instanceId,
        () -> {
          var files = InstanceFiles.of(home, instanceId);
          if (Files.exists(files.directory())) {
            progress.accept("stopping");
            stop.one(files);
            Trees.delete(files.directory());
            LOG.info("Removed {} with its data", instanceId);
          }
          Trees.delete(files.directory().resolveSibling(Trees.GONE + instanceId));
          use.forget(files);
        });
  }

  /** The instance of this home that has a port of this machine, by its id. */
  public Optional<String> findByPort(int port) {
    return InstanceFiles.list(home).stream()
        .flatMap(id -> InstanceRecord.findReadable(InstanceFiles.of(home, id)).stream())
        .filter(it -> it.port() == port || it.tlsPort().stream().anyMatch(tls -> tls == port))
        .map(InstanceRecord::id)
        .findFirst();
  }

  /** Stops every database of this home, Cairn's own last, whichever fails; nothing is lost. */
  public void stopAll(String last) {
    stop.all(last);
  }

  @Override
  public Path logFile(String instanceId) {
    return InstanceFiles.of(home, instanceId).log();
  }

  private void setUp() {
    if (isSetUp) {
      return;
    }
    settingUp.lock();
    try {
      if (!isSetUp) {
        HomeDirectories.ensure(home);
        users.ensure(home);
        var _ = Thread.ofVirtual().name("leftovers").start(backups::removeLeftovers);
        isSetUp = true;
      }
    } finally {
      settingUp.unlock();
    }
  }
}
