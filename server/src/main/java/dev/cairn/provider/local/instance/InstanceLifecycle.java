package dev.cairn.provider.local.instance;

import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.core.StateFile;
import dev.cairn.process.Processes;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.Login;
import dev.cairn.provider.local.files.Disk;
import dev.cairn.provider.local.files.Trees;
import dev.cairn.provider.local.limits.HardLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes an instance of any engine be and run as wanted. {@link #ensure} reads as the list of what
 * happens; each part looks first. Callers see to it that no two run for one instance at once.
 */
public final class InstanceLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(InstanceLifecycle.class);
  private static final Bytes LEAST_FREE = Bytes.ofMib(256);

  private final Path home;
  private final Processes processes;
  private final CertificateFiles certificates;
  private final LocalBackups backups;
  private final Disk disk;
  private final PortRegister ports;
  private final HardLimits limits;
  private final InstanceEnd ends;
  private final DataOwner owner;

  public InstanceLifecycle(
      Path home,
      Processes processes,
      CertificateFiles certificates,
      LocalBackups backups,
      Disk disk,
      HardLimits limits,
      InstanceEnd ends) {
    this.home = home;
    this.processes = processes;
    this.certificates = certificates;
    this.backups = backups;
    this.disk = disk;
    this.limits = limits;
    this.ends = ends;
    this.owner = new DataOwner(processes, disk);
    this.ports = new PortRegister(home.resolve("databases"));
  }

  public void prepare(LocalEngine engine, String version, Consumer<String> progress) {
    engine.prepare(version, engine.programs(version, progress), progress);
    engine.keepSpare(version);
  }

  /** What is there runs, with the settings that it has. */
  public void run(
      LocalEngine engine, InstanceFiles files, InstanceRecord instance, Consumer<String> progress) {
    if (engine.find(files).isEmpty()) {
      progress.accept("starting");
      engine.start(files, instance, engine.programs(instance.version(), progress));
      limit(engine, files, instance);
    }
  }

  public void ensure(
      LocalEngine engine,
      DatabaseInstance wanted,
      Optional<StageNetworks.Network> network,
      List<String> guests,
      Consumer<String> progress) {
    var files = InstanceFiles.of(home, wanted.id());
    InstanceRecord.find(files).ifPresent(found -> requireSameVersion(found, wanted));
    var programs = engine.programs(wanted.version(), progress);
    var instance = settled(files, recorded(files, wanted));
    instance = instance.sized(wanted.type().name(), wanted.storage().value());
    instance = instance.tuned(wanted.tuning());
    instance = network.map(instance::on).orElse(instance);
    instance = Replicating.of(engine, files, instance, wanted.replication(), guests);
    switch (instance.phase()) {
      case CREATING -> create(engine, files, instance, programs, wanted, progress);
      case CREATED -> converge(engine, files, instance, programs, wanted, progress);
      case BACKED_UP -> throw new IllegalStateException("settled above");
    }
  }

  /**
   * The data of a replica are worth nothing any more: the next {@link #ensure} copies them anew.
   */
  public void discard(String instanceId, String token) {
    var files = InstanceFiles.of(home, instanceId);
    InstanceRecord.find(files)
        .filter(it -> it.isReplica() || it.replication().isClosed())
        .filter(it -> !it.replication().rebuilt().equals(token))
        .map(it -> it.replicating(it.replication().rebuilt(token)))
        .ifPresent(it -> it.in(InstanceRecord.Phase.CREATING, "").write(files));
  }

  private InstanceRecord recorded(InstanceFiles files, DatabaseInstance wanted) {
    var found = InstanceRecord.find(files);
    if (found.isEmpty()) {
      requireSpace("A new database", LEAST_FREE);
      createDirectory(files);
      return ports.register(
          files,
          InstanceRecord.portsOf(wanted.engine()),
          port -> InstanceRecord.of(wanted, port).write(files));
    }
    return found.get();
  }

  private static void requireSameVersion(InstanceRecord found, DatabaseInstance wanted) {
    if (!found.version().equals(wanted.version())) {
      throw Problem.conflict(
              "version-differs",
              "The data of "
                  + wanted.id()
                  + " are of version "
                  + found.version()
                  + ", not "
                  + wanted.version()
                  + ".",
              "Keep the version; Cairn does not convert data between major versions.")
          .toException();
    }
  }

  /** Decides what an instance is whose data went into a backup, or were on their way. */
  private InstanceRecord settled(InstanceFiles files, InstanceRecord instance) {
    if (instance.phase() != InstanceRecord.Phase.BACKED_UP) {
      return instance;
    }
    if (Files.isDirectory(files.data())) {
      return instance.in(InstanceRecord.Phase.CREATED, "").write(files);
    }
    backups.take(files, instance, instance.backup());
    return instance.in(InstanceRecord.Phase.CREATING, instance.backup()).write(files);
  }

  private void create(
      LocalEngine engine,
      InstanceFiles files,
      InstanceRecord found,
      Path programs,
      DatabaseInstance wanted,
      Consumer<String> progress) {
    // Whatever fails: nothing goes on writing here once the next call may begin.
    try (var beside = Executors.newVirtualThreadPerTaskExecutor()) {
      var certificate = beside.submit(() -> certificates.ensure(files, found.findGateway()));
      ends.stop(engine, files);
      Trees.delete(files.data());
      var free =
          found.ports().stream().allMatch(Ports::isFree)
              ? found
              : ports.register(files, found.ports().size(), port -> found.at(port).write(files));
      progress.accept("copying data");
      var backup = Optional.of(free.backup()).filter(name -> !name.isEmpty()).map(backups::get);
      if (backup.isPresent()) {
        requireSame(backup.get(), free);
        requireSpace(
            "The backup " + backup.get().name(),
            new Bytes(backup.get().sizeBytes() + StorageGuard.RESERVE.value()));
        Trees.copy(backups.data(backup.get().name()), files.data(), files.user());
      } else if (free.isReplica()) {
        Background.result(certificate); // a server takes part in the copy
        engine.copy(files, free, Replicating.primary(files, free), programs, progress);
      } else {
        engine.fill(files, free, programs, progress);
      }
      Background.result(certificate);
      var instance = free.startedWith(digest(engine.startSettings(files, free))).write(files);
      var _ = engine.configure(files, instance, wanted.logins());
      var synced = beside.submit(() -> sync(engine, files));
      if (backup.isPresent()) {
        Background.result(synced);
        engine.takeOver(files, instance, programs);
      }
      progress.accept("starting");
      engine.start(files, instance, programs);
      var limited = beside.submit(() -> limit(engine, files, instance));
      if (instance.isReplica()) {
        engine.follow(files, instance, Replicating.primary(files, instance));
      } else {
        engine.name(files, instance, backup, wanted.logins());
      }
      // From here on it converges: whether the application gets in is seen beside the writing.
      var recorded =
          beside.submit(
              () -> {
                Background.result(synced);
                return instance.in(InstanceRecord.Phase.CREATED, "").write(files);
              });
      engine.admit(files, instance, wanted.logins());
      engine.serve(files, instance);
      Background.result(recorded);
      Background.result(limited);
      engine.keepSpare(instance.version());
      LOG.info("Created {} on port {}", wanted.id(), instance.port());
    }
  }

  private static void requireSame(LocalBackups.Contents backup, InstanceRecord instance) {
    if (!backup.engine().equals(instance.engine())
        || !backup.version().equals(instance.version())) {
      throw Problem.conflict(
              "backup-differs",
              "Backup "
                  + backup.name()
                  + " is of "
                  + backup.engine()
                  + " "
                  + backup.version()
                  + ", not "
                  + instance.engine()
                  + " "
                  + instance.version()
                  + ".",
              "Choose engine and version of the backup.")
          .toException();
    }
  }

  private void converge(
      LocalEngine engine,
      InstanceFiles files,
      InstanceRecord found,
      Path programs,
      DatabaseInstance wanted,
      Consumer<String> progress) {
    owner.recover(files);
    if (!Files.isDirectory(files.data())) {
      throw LocalBackups.missingData(files);
    }
    boolean renewed = certificates.ensure(files, found.findGateway());
    var settings = digest(engine.startSettings(files, found));
    var server = engine.find(files);
    var running = server.isPresent();
    if (server.isPresent() && !processes.isOf(server.get(), files.user())) {
      // As the state's of a Cairn before, which was one of the engines.
      progress.accept("restarting as another user");
      ends.stop(engine, files);
      running = false;
    }
    if (running
        && (!settings.equals(found.settings())
            || Gateways.isMissed(found, engine.state(files, found)))) {
      progress.accept("restarting with new settings");
      ends.stop(engine, files);
      running = false;
    }
    var placed = running ? found : ports.freed(files, found);
    var instance = placed.startedWith(digest(engine.startSettings(files, placed))).write(files);
    boolean changed = engine.configure(files, instance, wanted.logins()) || renewed;
    boolean isReloaded = running;
    if (changed && !isReloaded) {
      sync(engine, files);
    }
    if (!isReloaded) {
      progress.accept("starting");
      owner.ensure(files);
    }
    engine.start(files, instance, programs);
    try (var beside = Executors.newVirtualThreadPerTaskExecutor()) {
      var synced = beside.submit(() -> changed && isReloaded && sync(engine, files));
      var limited = beside.submit(() -> limit(engine, files, instance));
      if (isReloaded) {
        // Also where nothing was written now: who wrote it may have died before this.
        engine.reload(files, instance);
      }
      var settled =
          instance.isReplica() ? rejoined(engine, files, instance, wanted.logins()) : instance;
      engine.admit(files, settled, wanted.logins());
      engine.serve(files, settled);
      Background.result(synced);
      Background.result(limited);
    }
  }

  /** A former primary follows where it has nothing else than the new one; else it stays apart. */
  private static InstanceRecord rejoined(
      LocalEngine engine, InstanceFiles files, InstanceRecord instance, List<Login> logins) {
    var primary = Replicating.primary(files, instance);
    var next = instance;
    if (instance.replication().rejoin() == ReplicationRecord.Rejoin.RETURNING) {
      boolean isWithin = engine.isWithin(files, instance, files.of(primary.id()), primary);
      next =
          instance
              .replicating(
                  instance
                      .replication()
                      .rejoining(
                          isWithin
                              ? ReplicationRecord.Rejoin.NO
                              : ReplicationRecord.Rejoin.DIVERGED))
              .write(files);
      LOG.info("{} {} {}", next.id(), isWithin ? "follows" : "has what is not in", primary.id());
      next = next.startedWith(digest(engine.startSettings(files, next))).write(files);
      if (engine.configure(files, next, logins)) {
        engine.reload(files, next);
      }
    }
    if (next.replication().follows()) {
      engine.follow(files, next, primary);
    } else {
      engine.dismiss(next, primary);
    }
    return next;
  }

  private boolean limit(LocalEngine engine, InstanceFiles files, InstanceRecord instance) {
    if (limits.unavailable().isPresent()) {
      return false;
    }
    var servers = engine.find(files).stream().toList();
    limits.apply(files.group(), instance.instanceType(), servers);
    // Those that were started before it was under its limits; they hide their mark.
    limits.apply(files.group(), instance.instanceType(), processes.childrenOf(servers));
    return true;
  }

  private boolean sync(LocalEngine engine, InstanceFiles files) {
    if (engine.hasFewFiles()) {
      Trees.sync(files.directory());
    } else {
      disk.sync(files.directory());
    }
    return true;
  }

  private void requireSpace(String what, Bytes least) {
    Disk.requireSpace(home, what, least);
  }

  private static void createDirectory(InstanceFiles files) {
    try {
      Files.createDirectories(files.directory());
      Files.setPosixFilePermissions(
          files.directory(), PosixFilePermissions.fromString("rwx--x--x"));
      StateFile.sync(files.directory().resolveSibling("."));
    } catch (IOException e) {
      throw StateFile.failure("create", files.directory(), e);
    }
  }

  private static String digest(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
