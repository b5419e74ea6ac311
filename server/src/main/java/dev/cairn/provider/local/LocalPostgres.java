package dev.cairn.provider.local;

import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.Sensitive;
import dev.cairn.core.StateFile;
import dev.cairn.engine.postgres.PostgresAccess;
import dev.cairn.engine.postgres.PostgresCommands;
import dev.cairn.engine.postgres.PostgresConf;
import dev.cairn.engine.postgres.PostgresSql;
import dev.cairn.engine.postgres.ScramVerifier;
import dev.cairn.process.Command;
import dev.cairn.process.Processes;
import dev.cairn.process.SystemUsers;
import dev.cairn.provider.DatabaseInstance;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a PostgreSQL be and run as wanted. {@link #ensure} reads as the list of what happens; each
 * part looks first. Callers see to it that no two run for one instance at once.
 */
final class LocalPostgres {
  private static final Logger LOG = LoggerFactory.getLogger(LocalPostgres.class);
  private static final Bytes LEAST_FREE = Bytes.ofMib(256);

  private final Path home;
  private final Processes processes;
  private final PostgresBinaries binaries;
  private final PostgresTemplate template;
  private final PostgresServer server;
  private final CertificateFiles certificates;
  private final LocalBackups backups;
  private final Disk disk;
  private final PortRegister ports;
  private final HardLimits limits;
  private final Function<String, Sensitive<String>> adminPasswords;
  private final SecureRandom random = new SecureRandom();

  LocalPostgres(
      Path home,
      Processes processes,
      PostgresBinaries binaries,
      PostgresTemplate template,
      PostgresServer server,
      CertificateFiles certificates,
      LocalBackups backups,
      Disk disk,
      HardLimits limits,
      Function<String, Sensitive<String>> adminPasswords) {
    this.home = home;
    this.processes = processes;
    this.binaries = binaries;
    this.template = template;
    this.server = server;
    this.certificates = certificates;
    this.backups = backups;
    this.disk = disk;
    this.limits = limits;
    this.ports = new PortRegister(home.resolve("databases"));
    this.adminPasswords = adminPasswords;
  }

  void prepare(String version, Consumer<String> progress) {
    template.ensure(version, binaries.ensure(version, progress), progress);
    template.keepSpare(version);
  }

  void ensure(
      DatabaseInstance wanted, Optional<StageNetworks.Network> network, Consumer<String> progress) {
    var bin = binaries.ensure(wanted.version(), progress);
    var files = InstanceFiles.of(home, wanted.id());
    var instance = settled(files, recorded(files, wanted));
    instance = instance.sized(wanted.type().name(), wanted.storage().value());
    instance = network.map(instance::on).orElse(instance);
    switch (instance.phase()) {
      case CREATING -> create(files, instance, bin, wanted, progress);
      case CREATED -> converge(files, instance, bin, wanted, progress);
      case BACKED_UP -> throw new IllegalStateException("settled above");
    }
  }

  private InstanceRecord recorded(InstanceFiles files, DatabaseInstance wanted) {
    var found = InstanceRecord.find(files);
    if (found.isEmpty()) {
      requireSpace();
      createDirectory(files);
      return ports.register(files, port -> InstanceRecord.of(wanted, port).write(files));
    }
    if (!found.get().version().equals(wanted.version())) {
      throw Problem.conflict(
              "version-differs",
              "The data of "
                  + wanted.id()
                  + " are of version "
                  + found.get().version()
                  + ", not "
                  + wanted.version()
                  + ".",
              "Keep the version; Cairn does not convert data between major versions.")
          .toException();
    }
    return found.get();
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
      InstanceFiles files,
      InstanceRecord found,
      Path bin,
      DatabaseInstance wanted,
      Consumer<String> progress) {
    server.stop(files);
    Trees.delete(files.data());
    var free =
        Ports.isFree(found.port())
            ? found
            : ports.register(files, port -> found.at(port).write(files));
    progress.accept("copying data");
    var certificate = Background.start(() -> certificates.ensure(files, free.findGateway()));
    var initial = fill(files, free, bin, progress);
    Background.result(certificate);
    var text = conf(files, free, wanted).text();
    var instance = free.startedWith(digest(text)).write(files);
    write(files, instance, wanted, text);
    var synced = Background.start(() -> sync(files));
    if (!instance.backup().isEmpty()) {
      Background.result(synced);
      resetAdministrator(files, bin, instance);
    }
    progress.accept("starting");
    server.start(files, bin, instance.port());
    limit(files, wanted);
    name(instance, wanted, initial);
    verify(instance, wanted);
    Background.result(synced);
    instance.in(InstanceRecord.Phase.CREATED, "").write(files);
    template.keepSpare(instance.version());
    LOG.info("Created {} on port {}", wanted.id(), instance.port());
  }

  /** Names and administrator's password as they are in fresh data. */
  private record Initial(String database, String username, Sensitive<String> password) {}

  private Initial fill(
      InstanceFiles files, InstanceRecord instance, Path bin, Consumer<String> progress) {
    if (instance.backup().isEmpty()) {
      template.fill(instance.version(), bin, files.data(), progress);
      return new Initial(PostgresSql.TEMPLATE_NAME, PostgresSql.TEMPLATE_NAME, template.password());
    }
    var backup = backups.get(instance.backup());
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
    Trees.copy(backups.data(backup.name()), files.data());
    return new Initial(backup.database(), backup.username(), adminPasswords.apply(instance.id()));
  }

  /** In single-user mode, as nobody may know the administrator's password in a backup. */
  private void resetAdministrator(InstanceFiles files, Path bin, InstanceRecord instance) {
    var sql =
        PostgresSql.setPassword(
            PostgresAccess.ADMIN, verifier(adminPasswords.apply(instance.id())));
    var outcome =
        processes.run(
            Command.of(PostgresCommands.singleUser(bin, files.data()))
                .in(files.data())
                .as(SystemUsers.engineUser())
                .within(java.time.Duration.ofMinutes(10))
                .withInput(Sensitive.of(sql + ";\n\n")));
    if (!outcome.succeeded() || outcome.output().contains("ERROR:")) {
      throw Problem.failed(
              "restore-failed",
              "The data of backup "
                  + instance.backup()
                  + " could not be opened: "
                  + PostgresServer.lastFatal(outcome.output())
                  + ".",
              "The backup itself is untouched; retry.")
          .toException();
    }
  }

  private void name(InstanceRecord instance, DatabaseInstance wanted, Initial initial) {
    var statements =
        new ArrayList<>(
            PostgresSql.rename(
                initial.username(), wanted.username(), initial.database(), wanted.database()));
    statements.add(PostgresSql.setPassword(wanted.username(), verifier(wanted.password())));
    statements.add(
        PostgresSql.setPassword(PostgresAccess.ADMIN, verifier(adminPasswords.apply(wanted.id()))));
    try {
      PostgresSession.administer(instance.port(), initial.password(), statements);
    } catch (SQLException e) {
      throw unanswering(instance, e);
    }
  }

  private void converge(
      InstanceFiles files,
      InstanceRecord found,
      Path bin,
      DatabaseInstance wanted,
      Consumer<String> progress) {
    if (!Files.isDirectory(files.data())) {
      throw LocalBackups.missingData(files);
    }
    boolean renewed = certificates.ensure(files, found.findGateway());
    var text = conf(files, found, wanted).text();
    var running = server.find(files).isPresent();
    if (running && (!digest(text).equals(found.settings()) || !Gateways.isServed(found))) {
      progress.accept("restarting with new settings");
      server.stop(files);
      running = false;
    }
    var instance = found.startedWith(digest(text)).write(files);
    if (write(files, instance, wanted, text) || renewed) {
      disk.sync(files.directory());
      server.reload(files);
    }
    if (!running) {
      progress.accept("starting");
    }
    server.start(files, bin, instance.port());
    if (!running) {
      limit(files, wanted);
    }
    verify(instance, wanted);
  }

  private void limit(InstanceFiles files, DatabaseInstance wanted) {
    limits.apply(
        files.group(),
        wanted.type(),
        processes.findMarked(files.mark()).stream().map(it -> it.pid()).toList());
  }

  private void verify(InstanceRecord instance, DatabaseInstance wanted) {
    try {
      login(instance, wanted);
    } catch (SQLException refused) {
      if (!PostgresSession.isRefusedLogin(refused)) {
        throw unanswering(instance, refused);
      }
      LOG.info("{} refuses its user's password: setting it again", wanted.id());
      try {
        PostgresSession.administer(
            instance.port(),
            adminPasswords.apply(wanted.id()),
            List.of(PostgresSql.setPassword(wanted.username(), verifier(wanted.password()))));
        login(instance, wanted);
      } catch (SQLException e) {
        throw unanswering(instance, e);
      }
    }
  }

  private void login(InstanceRecord instance, DatabaseInstance wanted) throws SQLException {
    PostgresSession.verify(
        instance.port(),
        wanted.database(),
        wanted.username(),
        wanted.password(),
        certificates.authority());
  }

  private static ProblemException unanswering(InstanceRecord instance, SQLException cause) {
    return Problem.unavailable(
            "database-not-answering",
            instance.id()
                + " does not answer on port "
                + instance.port()
                + ": "
                + cause.getMessage()
                + ".",
            "Read its log with: cairn logs; Cairn tries again by itself.")
        .toException(cause);
  }

  private PostgresConf conf(InstanceFiles files, InstanceRecord instance, DatabaseInstance wanted) {
    return new PostgresConf(
        wanted.type(), wanted.storage(), instance.port(), instance.findGateway(), files.tls());
  }

  /** Whether anything that a reload applies has changed. */
  private static boolean write(
      InstanceFiles files, InstanceRecord instance, DatabaseInstance wanted, String conf) {
    var access =
        new PostgresAccess(wanted.database(), wanted.username(), instance.findSubnet()).text();
    writeIfDifferent(files.data().resolve("postgresql.conf"), conf);
    return writeIfDifferent(files.data().resolve("pg_hba.conf"), access);
  }

  private static boolean writeIfDifferent(Path file, String text) {
    if (StateFile.find(file).equals(Optional.of(text))) {
      return false;
    }
    StateFile.writeUnsynced(file, text, StateFile.PUBLIC);
    return true;
  }

  private String verifier(Sensitive<String> password) {
    var salt = new byte[16];
    random.nextBytes(salt);
    return ScramVerifier.of(password, salt);
  }

  private boolean sync(InstanceFiles files) {
    disk.sync(files.directory());
    return true;
  }

  private void requireSpace() {
    var free = new Bytes(home.toFile().getUsableSpace());
    if (free.compareTo(LEAST_FREE) < 0) {
      throw Problem.failed(
              "disk-full",
              "A new database needs "
                  + LEAST_FREE
                  + ", but the disk of "
                  + home
                  + " has only "
                  + free
                  + " left.",
              "Free some space there and retry.")
          .toException();
    }
  }

  private static void createDirectory(InstanceFiles files) {
    try {
      Files.createDirectories(files.directory());
      Files.setPosixFilePermissions(
          files.directory(), PosixFilePermissions.fromString("rwx--x--x"));
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
