package dev.cairn.provider.local.mysql;

import dev.cairn.core.Sensitive;
import dev.cairn.engine.Engine;
import dev.cairn.engine.MySql;
import dev.cairn.engine.Tuning;
import dev.cairn.engine.mysql.MySqlFollowing;
import dev.cairn.engine.mysql.MySqlSql;
import dev.cairn.process.ProcessIdentity;
import dev.cairn.provider.Login;
import dev.cairn.provider.ReplicaStatus;
import dev.cairn.provider.Standing;
import dev.cairn.provider.Statistics;
import dev.cairn.provider.VersionOffer;
import dev.cairn.provider.local.instance.CertificateAuthority;
import dev.cairn.provider.local.instance.InstanceFiles;
import dev.cairn.provider.local.instance.InstanceRecord;
import dev.cairn.provider.local.instance.LocalBackups;
import dev.cairn.provider.local.instance.LocalEngine;
import dev.cairn.provider.local.instance.LocalState;
import dev.cairn.provider.local.instance.Replicating;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** MySQL as processes of this machine. */
public final class MySqlEngine implements LocalEngine {
  private final MySqlBinaries binaries;
  private final MySqlTemplate template;
  private final MySqlServer server;
  private final CertificateAuthority authority;
  private final MySqlLoginKeys keys = new MySqlLoginKeys();
  private final MySqlLogins users;
  private final MySqlSessions sessions;
  private final MySqlFirst first;
  private final MySqlReplicas replicas;
  private final MySqlReplicaLogins replicaLogins;
  private final MySqlLogs logs;
  private final MySqlFigures figures;
  private final MySqlConfs confs;
  private final MySqlHistories histories;

  public MySqlEngine(
      MySqlBinaries binaries,
      MySqlTemplate template,
      MySqlServer server,
      CertificateAuthority authority,
      Function<String, Sensitive<String>> adminPasswords) {
    this.binaries = binaries;
    this.template = template;
    this.server = server;
    this.authority = authority;
    this.users = new MySqlLogins(authority);
    this.sessions = new MySqlSessions(authority, adminPasswords);
    this.first = new MySqlFirst(sessions);
    this.histories = new MySqlHistories(sessions);
    this.replicas = new MySqlReplicas(sessions, histories);
    this.replicaLogins = new MySqlReplicaLogins(users);
    this.logs = new MySqlLogs(sessions, replicas);
    this.figures = new MySqlFigures(sessions, server);
    this.confs = new MySqlConfs(server);
  }

  @Override
  public Engine engine() {
    return MySql.INSTANCE;
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
    var _ = Thread.ofVirtual().name("mysql-driver").start(() -> MySqlSession.load(authority));
    var _ = template.ensure(version, programs, progress);
  }

  @Override
  public void keepSpare(String version) {
    template.keepSpare(version);
    keys.keepSpare();
  }

  @Override
  public void fill(
      InstanceFiles files, InstanceRecord instance, Path programs, Consumer<String> progress) {
    template.fill(instance.version(), programs, files, progress);
  }

  @Override
  public String startSettings(InstanceFiles files, InstanceRecord instance) {
    return confs.of(files, instance).startText();
  }

  @Override
  public boolean configure(InstanceFiles files, InstanceRecord instance, List<Login> logins) {
    keys.ensure(files);
    MySqlServer.makeTemporary(files.directory().resolve("tmp"));
    if (isMadeHere(instance)) {
      first.write(files, instance, logins);
    }
    return files.tellEngine(MySqlServer.conf(files), confs.of(files, instance).text());
  }

  /** Whether it is new, and no copy of another: its first start gives it names and passwords. */
  private static boolean isMadeHere(InstanceRecord instance) {
    return instance.phase() == InstanceRecord.Phase.CREATING && !instance.isReplica();
  }

  /** Only an id of the server that the backup was made by: the first start does the rest. */
  @Override
  public void takeOver(InstanceFiles files, InstanceRecord instance, Path programs) {
    MySqlFirst.forgetServerId(files);
  }

  /** Certificates: settings are looked at by {@link #admit}, whatever came in between. */
  @Override
  public void reload(InstanceFiles files, InstanceRecord instance) {
    try (var session = sessions.open(instance)) {
      session.run(List.of(MySqlSql.reloadCertificates()));
    } catch (SQLException e) {
      throw MySqlSessions.unanswering(instance, e);
    }
  }

  @Override
  public void name(
      InstanceFiles files,
      InstanceRecord instance,
      Optional<LocalBackups.Contents> previous,
      List<Login> logins) {
    MySqlFirst.delete(files);
    var old =
        previous
            .map(LocalBackups.Contents::database)
            .filter(name -> !name.equals(instance.database()));
    if (old.isPresent()) {
      try (var session = sessions.open(instance)) {
        new MySqlRestore(session, instance, old.get()).move();
      } catch (SQLException e) {
        throw MySqlSessions.unanswering(instance, e);
      }
    }
  }

  @Override
  public void admit(InstanceFiles files, InstanceRecord instance, List<Login> logins) {
    try {
      if (isNew(instance) && users.allIn(instance, logins)) {
        return;
      }
      try (var session = sessions.open(instance)) {
        MySqlTuning.settle(session, confs.of(files, instance));
        if (!MySqlConfs.takesWrites(instance)) {
          replicas.keepReadOnly(session, instance);
          replicaLogins.admit(
              session, files, instance, logins, getsNothing(instance), startOf(files));
          return;
        }
        users.takeWrites(session, instance);
        users.admit(session, files, instance, logins, startOf(files), first::verifier);
        MySqlTuning.open(session, instance, logins);
      }
      users.verify(instance, logins);
    } catch (SQLException e) {
      throw MySqlSessions.unanswering(instance, e);
    }
  }

  private boolean getsNothing(InstanceRecord instance) {
    return !instance.replication().follows()
        || replicas.following(instance).flatMap(MySqlFollowing::lost).isPresent();
  }

  /** Tells one start of a server from another. */
  private String startOf(InstanceFiles files) {
    return server.find(files).map(it -> it.pid() + "-" + it.startTicks()).orElse("");
  }

  @Override
  public void bringUpToDate(InstanceFiles files, InstanceRecord instance) {
    if (!MySqlConfs.takesWrites(instance)) {
      // What its primary is brought to comes to it.
      return;
    }
    try (var session = sessions.open(instance)) {
      MySqlZones.ensure(session, instance.id());
      users.bringOver(session, files, instance);
    } catch (SQLException e) {
      throw MySqlSessions.unanswering(instance, e);
    }
  }

  /** Whether it has the logins of its first statements and no others. */
  private static boolean isNew(InstanceRecord instance) {
    return instance.phase() == InstanceRecord.Phase.CREATING
        && instance.backup().isEmpty()
        && !instance.isReplica()
        && instance.readTuning().equals(Tuning.NONE);
  }

  @Override
  public void applyWritable(InstanceFiles files, InstanceRecord instance) {
    var _ = files.tellEngine(MySqlServer.conf(files), confs.of(files, instance).text());
    if (!MySqlConfs.takesWrites(instance) || server.findQuickly(files).isEmpty()) {
      return;
    }
    try (var session = sessions.open(instance)) {
      users.setReadOnly(session, !instance.isWritable());
    } catch (SQLException e) {
      throw MySqlSessions.unanswering(instance, e);
    }
  }

  @Override
  public Optional<ProcessIdentity> find(InstanceFiles files) {
    return server.find(files);
  }

  @Override
  public LocalState state(InstanceFiles files, InstanceRecord instance) {
    return server.state(files);
  }

  @Override
  public void start(InstanceFiles files, InstanceRecord instance, Path programs) {
    server.start(
        files,
        instance,
        programs,
        Optional.of(MySqlFirst.file(files)).filter(_ -> isMadeHere(instance)));
  }

  @Override
  public void stop(InstanceFiles files) {
    var id = files.directory().getFileName().toString();
    if (server.findQuickly(files).isPresent()) {
      InstanceRecord.findReadable(files).ifPresent(replicas::sendAway);
    }
    sessions.forget(id);
    replicas.forget(id);
    server.stop(files);
  }

  @Override
  public void endHalfLogins(InstanceFiles files, InstanceRecord instance) {
    figures.endHalfLogins(files, instance);
  }

  @Override
  public Map<String, String> settings(InstanceRecord instance) {
    return figures.settings(instance);
  }

  @Override
  public Optional<Statistics> statistics(InstanceFiles files, InstanceRecord instance) {
    return figures.statistics(instance);
  }

  @Override
  public Optional<String> unfollowable(InstanceFiles files, InstanceRecord instance) {
    return server.runsUnlogged(files) ? Optional.of("its binary log is off") : Optional.empty();
  }

  /** In a server that has what its primary has: character set and more must be the same. */
  @Override
  public void copy(
      InstanceFiles files,
      InstanceRecord instance,
      InstanceRecord primary,
      Path programs,
      Consumer<String> progress) {
    var copy = new MySqlCopy(server, sessions, first);
    copy.requireComplete(primary);
    fill(files, instance, programs, progress);
    var _ = configure(files, instance.tuned(primary.readTuning()), List.of());
    copy.take(files, instance, primary, programs, progress);
  }

  @Override
  public void follow(InstanceFiles files, InstanceRecord instance, InstanceRecord primary) {
    boolean mayFollow = instance.replication().promoting().isEmpty();
    if (mayFollow && server.findQuickly(files).isPresent()) {
      replicas.follow(instance, primary);
    }
  }

  @Override
  public void serve(InstanceFiles files, InstanceRecord instance) {
    boolean hasNone = instance.replication().replicas().isEmpty();
    if (instance.isReplica() || (hasNone && isMadeHere(instance) && instance.backup().isEmpty())) {
      return;
    }
    replicas.serve(instance, first::verifier);
  }

  @Override
  public Optional<ReplicaStatus> replicaStatus(
      InstanceFiles files, InstanceRecord instance, InstanceRecord primary) {
    return Optional.of(replicas.status(instance, primary));
  }

  @Override
  public void makeRoom(InstanceFiles files, InstanceRecord instance) {
    logs.makeRoom(files, instance);
  }

  @Override
  public void boundLogs(InstanceFiles files, InstanceRecord instance) {
    if (server.findQuickly(files).isPresent()) {
      logs.bound(files, instance);
    }
  }

  @Override
  public boolean arrives(InstanceRecord primary, InstanceRecord replica, Duration within) {
    return histories.arrives(primary, replica, within);
  }

  @Override
  public void freeze(
      InstanceFiles files,
      InstanceRecord primary,
      InstanceFiles replicaFiles,
      InstanceRecord replica) {
    mark(files, primary);
    if (server.find(files).isPresent()) {
      new MySqlFreeze(sessions)
          .freeze(primary, replica, () -> server.findQuickly(replicaFiles).isPresent());
    }
  }

  /** Its file says already that it takes no writes; events would make some before that is so. */
  @Override
  public void mark(InstanceFiles files, InstanceRecord primary) {
    confs.write(files, confs.of(files, primary));
  }

  @Override
  public void unmark(InstanceFiles files, InstanceRecord primary) {
    confs.write(files, confs.asPrimary(files, primary));
  }

  @Override
  public Standing compare(
      InstanceFiles primaryFiles,
      InstanceRecord primary,
      InstanceFiles files,
      InstanceRecord replica) {
    return histories.compare(primaryFiles, primary, replica);
  }

  /** What it received and did not replay, it receives anew: from a primary that answers. */
  @Override
  public boolean keepsReceived(InstanceFiles files, InstanceRecord replica) {
    return Replicating.findPrimary(files, replica).flatMap(histories::findExecuted).isPresent();
  }

  @Override
  public void replayReceived(
      InstanceFiles files, InstanceRecord replica, Consumer<String> progress) {
    succession().replay(replica, Replicating.findPrimary(files, replica), progress);
  }

  @Override
  public void promote(InstanceFiles files, InstanceRecord replica) {
    var primary = Replicating.findPrimary(files, replica);
    succession().promote(files, replica, primary, confs.asPrimary(files, replica), startOf(files));
  }

  private MySqlSuccession succession() {
    return new MySqlSuccession(sessions, histories, replicas, users);
  }

  @Override
  public boolean isWithin(
      InstanceFiles files,
      InstanceRecord former,
      InstanceFiles primaryFiles,
      InstanceRecord primary) {
    return histories.isWithin(former, primary);
  }
}
