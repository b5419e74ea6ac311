package dev.cairn.provider.local.postgres;

import dev.cairn.core.ProblemException;
import dev.cairn.core.Sensitive;
import dev.cairn.engine.Engine;
import dev.cairn.engine.Postgres;
import dev.cairn.engine.postgres.PostgresAccess;
import dev.cairn.engine.postgres.PostgresConf;
import dev.cairn.engine.postgres.PostgresFloors;
import dev.cairn.process.ProcessIdentity;
import dev.cairn.process.Processes;
import dev.cairn.provider.Extension;
import dev.cairn.provider.Login;
import dev.cairn.provider.Observed;
import dev.cairn.provider.ReplicaStatus;
import dev.cairn.provider.Replication;
import dev.cairn.provider.Standing;
import dev.cairn.provider.Statistics;
import dev.cairn.provider.VersionOffer;
import dev.cairn.provider.local.instance.CertificateFiles;
import dev.cairn.provider.local.instance.EngineProcess;
import dev.cairn.provider.local.instance.InstanceFiles;
import dev.cairn.provider.local.instance.InstanceRecord;
import dev.cairn.provider.local.instance.LocalBackups;
import dev.cairn.provider.local.instance.LocalEngine;
import dev.cairn.provider.local.instance.LocalState;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** PostgreSQL as processes of this machine. */
public final class PostgresEngine implements LocalEngine {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresEngine.class);

  private final PostgresBinaries binaries;
  private final PostgresTemplate template;
  private final PostgresServer server;
  private final PostgresLogins logins;
  private final PostgresAdministration administration;
  private final PostgresTuning tuning;
  private final PostgresReplicas replicas;
  private final PostgresTakeOver takeOver;
  private final PostgresFull full;
  private final PostgresPromotion promotion;
  private final PostgresFence fence;

  public PostgresEngine(
      Processes processes,
      PostgresBinaries binaries,
      PostgresTemplate template,
      PostgresServer server,
      CertificateFiles certificates,
      Function<String, Sensitive<String>> adminPasswords) {
    this.binaries = binaries;
    this.template = template;
    this.server = server;
    this.administration = new PostgresAdministration(adminPasswords, certificates);
    this.tuning = new PostgresTuning(administration);
    this.logins = new PostgresLogins(administration, certificates);
    this.replicas = new PostgresReplicas(administration, logins, certificates, adminPasswords);
    this.takeOver = new PostgresTakeOver(processes, administration, logins);
    this.full = new PostgresFull(server, administration);
    this.promotion = new PostgresPromotion(administration);
    this.fence = new PostgresFence(server, administration, promotion);
  }

  @Override
  public Engine engine() {
    return Postgres.INSTANCE;
  }

  @Override
  public List<VersionOffer> offers() {
    return binaries.offers();
  }

  @Override
  public Path programs(String version, Consumer<String> progress) {
    return binaries.ensure(version, progress);
  }

  @Override
  public void prepare(String version, Path programs, Consumer<String> progress) {
    var _ = template.ensure(version, programs, progress);
  }

  @Override
  public void keepSpare(String version) {
    template.keepSpare(version);
  }

  @Override
  public void fill(
      InstanceFiles files, InstanceRecord instance, Path programs, Consumer<String> progress) {
    template.fill(instance.version(), programs, files, progress);
  }

  @Override
  public String startSettings(InstanceFiles files, InstanceRecord instance) {
    return conf(files, instance).startText();
  }

  @Override
  public boolean configure(InstanceFiles files, InstanceRecord instance, List<Login> wanted) {
    var names = wanted.stream().map(Login::username).toList();
    var access =
        new PostgresAccess(
                instance.database(),
                names,
                instance.subnets(),
                instance.readTuning().createsDatabases(),
                !instance.replication().replicas().isEmpty())
            .text();
    boolean followed = replicas.configure(files, instance);
    boolean settings = writeConf(files, instance);
    return files.tellEngine(files.data().resolve("pg_hba.conf"), access) || settings || followed;
  }

  private boolean writeConf(InstanceFiles files, InstanceRecord instance) {
    return files.tellEngine(files.data().resolve("postgresql.conf"), conf(files, instance).text());
  }

  private PostgresConf conf(InstanceFiles files, InstanceRecord instance) {
    return new PostgresConf(
        instance.instanceType(),
        instance.storage(),
        instance.port(),
        instance.findGateway(),
        files.tls(),
        instance.isWritable(),
        instance.readTuning(),
        replicas.place(files, instance));
  }

  @Override
  public Map<String, String> floors(
      InstanceRecord instance, InstanceRecord primary, Replication.Primary wanted) {
    return PostgresFloors.raised(
        List.of(instance.replication().floors(), primary.replication().floors()),
        wanted.type(),
        wanted.tuning());
  }

  @Override
  public void copy(
      InstanceFiles files,
      InstanceRecord instance,
      InstanceRecord primary,
      Path programs,
      Consumer<String> progress) {
    replicas.copy(files, instance, primary, progress);
  }

  @Override
  public void follow(InstanceFiles files, InstanceRecord instance, InstanceRecord primary) {
    if (writeConf(files, instance)) {
      LOG.info("{} follows {} at port {}", instance.id(), primary.id(), primary.port());
      server.reload(files);
    }
  }

  @Override
  public void serve(InstanceFiles files, InstanceRecord instance) {
    replicas.serve(files, instance);
  }

  @Override
  public void dismiss(InstanceRecord former, InstanceRecord primary) {
    replicas.dismiss(former, primary);
  }

  @Override
  public Optional<ReplicaStatus> replicaStatus(
      InstanceFiles files, InstanceRecord instance, InstanceRecord primary) {
    return Optional.of(replicas.status(files, instance, primary));
  }

  @Override
  public boolean arrives(InstanceRecord primary, InstanceRecord replica, Duration within) {
    return promotion.arrives(primary, replica, within);
  }

  @Override
  public void freeze(
      InstanceFiles files,
      InstanceRecord primary,
      InstanceFiles replicaFiles,
      InstanceRecord replica) {
    fence.freeze(files, primary, replicaFiles, replica);
  }

  @Override
  public void mark(InstanceFiles files, InstanceRecord primary) {
    fence.mark(files);
  }

  @Override
  public void unmark(InstanceFiles files, InstanceRecord primary) {
    fence.unmark(files, primary);
  }

  @Override
  public Standing compare(
      InstanceFiles primaryFiles,
      InstanceRecord primary,
      InstanceFiles files,
      InstanceRecord replica) {
    return promotion.compare(primaryFiles, files, replica);
  }

  @Override
  public void replayReceived(
      InstanceFiles files, InstanceRecord replica, Consumer<String> progress) {
    promotion.replayReceived(files, replica, progress);
  }

  @Override
  public void promote(InstanceFiles files, InstanceRecord replica) {
    promotion.promote(files, replica);
    replicas.forget(replica.id());
  }

  @Override
  public boolean isWithin(
      InstanceFiles files,
      InstanceRecord former,
      InstanceFiles primaryFiles,
      InstanceRecord primary) {
    fence.requireReplica(files, former);
    return promotion.isWithin(files, former, primaryFiles);
  }

  @Override
  public void takeOver(InstanceFiles files, InstanceRecord instance, Path programs) {
    takeOver.take(files, instance, programs);
  }

  @Override
  public void reload(InstanceFiles files, InstanceRecord instance) {
    long logged = EngineProcess.logSize(files);
    server.reload(files);
    try {
      tuning
          .refused(files, instance, logged)
          .ifPresent(
              problem -> {
                throw problem.toException();
              });
    } catch (SQLException e) {
      throw unanswering(instance, e);
    }
  }

  @Override
  public void name(
      InstanceFiles files,
      InstanceRecord instance,
      Optional<LocalBackups.Contents> previous,
      List<Login> wanted) {
    try {
      logins.name(instance, previous, template.password(), wanted);
    } catch (SQLException e) {
      throw unanswering(instance, e);
    }
  }

  @Override
  public void admit(InstanceFiles files, InstanceRecord instance, List<Login> wanted) {
    if (instance.isReplica()) {
      replicas.admit(instance, wanted);
      return;
    }
    try {
      tuning.settle(instance);
      logins.admit(instance, wanted);
    } catch (SQLException e) {
      throw unanswering(instance, e);
    }
  }

  @Override
  public void bringUpToDate(InstanceFiles files, InstanceRecord instance) {
    if (instance.isReplica()) {
      return;
    }
    try {
      logins.bringUpToDate(instance);
      tuning.settle(instance);
    } catch (SQLException e) {
      throw unanswering(instance, e);
    }
  }

  @Override
  public void applyWritable(InstanceFiles files, InstanceRecord instance) {
    var _ = writeConf(files, instance);
    full.apply(files, instance);
  }

  @Override
  public void makeRoom(InstanceFiles files, InstanceRecord instance) {
    full.makeRoom(files, instance);
  }

  @Override
  public void endHalfLogins(InstanceFiles files, InstanceRecord instance) {
    server.endHalfLogins(files);
  }

  static ProblemException unanswering(InstanceRecord instance, SQLException cause) {
    return EngineProcess.unanswering(instance, String.valueOf(cause.getMessage()), cause);
  }

  @Override
  public Optional<ProcessIdentity> find(InstanceFiles files) {
    return server.find(files);
  }

  @Override
  public LocalState state(InstanceFiles files, InstanceRecord instance) {
    if (server.findQuickly(files).isEmpty()) {
      return new LocalState(
          Observed.State.FAILED,
          "PostgreSQL is not running; its log ends with: "
              + EngineProcess.lastLine(EngineProcess.logEnd(files))
                  .replaceFirst("^\\S+ \\S+ \\S+ \\[\\d+] ", ""));
    }
    return switch (server.status(files)) {
      case "ready" -> LocalState.running();
      case "stopping" -> new LocalState(Observed.State.STOPPED, "PostgreSQL is stopping.");
      default -> new LocalState(Observed.State.STARTING, "PostgreSQL is starting.");
    };
  }

  @Override
  public void start(InstanceFiles files, InstanceRecord instance, Path programs) {
    server.start(files, programs, instance.port());
  }

  @Override
  public void stop(InstanceFiles files) {
    var id = files.directory().getFileName().toString();
    administration.forget(id);
    logins.forget(id);
    replicas.forget(id);
    server.stop(files);
  }

  @Override
  public Optional<Statistics> statistics(InstanceFiles files, InstanceRecord instance) {
    try {
      return Optional.of(administration.statistics(instance));
    } catch (SQLException e) {
      LOG.debug("No statistics of {}: {}", instance.id(), e.getMessage());
      return Optional.empty();
    }
  }

  @Override
  public Map<String, String> settings(InstanceRecord instance) {
    try {
      return tuning.settings(instance);
    } catch (SQLException e) {
      LOG.debug("No settings of {}: {}", instance.id(), e.getMessage());
      return Map.of();
    }
  }

  @Override
  public List<Extension> extensions(InstanceRecord instance) {
    try {
      return tuning.list(instance);
    } catch (SQLException e) {
      LOG.debug("No extensions of {}: {}", instance.id(), e.getMessage());
      return List.of();
    }
  }

  @Override
  public void dropExtensions(InstanceRecord instance, List<String> names) {
    tuning.drop(instance, names);
  }
}
