package dev.cairn.provider.local.postgres;

import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.ReadyWait;
import dev.cairn.core.Sensitive;
import dev.cairn.core.StateFile;
import dev.cairn.engine.postgres.PostgresBackupFiles;
import dev.cairn.engine.postgres.PostgresPlace;
import dev.cairn.engine.postgres.PostgresReplicationSql;
import dev.cairn.engine.postgres.PostgresSource;
import dev.cairn.provider.Login;
import dev.cairn.provider.ReplicaStatus;
import dev.cairn.provider.local.files.Trees;
import dev.cairn.provider.local.instance.Background;
import dev.cairn.provider.local.instance.CertificateFiles;
import dev.cairn.provider.local.instance.EngineProcess;
import dev.cairn.provider.local.instance.InstanceFiles;
import dev.cairn.provider.local.instance.InstanceRecord;
import dev.cairn.provider.local.instance.Replicating;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replicas of PostgreSQL: physical streaming over loopback and TLS, each with a slot at its
 * primary.
 */
final class PostgresReplicas {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresReplicas.class);

  /** A login made at the primary a moment ago arrives within this, or its replica is behind. */
  private static final Duration ARRIVES = Duration.ofSeconds(10);

  private final PostgresAdministration administration;
  private final PostgresLogins logins;
  private final PostgresSlots slots;
  private final CertificateFiles certificates;
  private final Function<String, Sensitive<String>> passwords;

  /** Of each replica. */
  private final Map<String, WalHistory> histories = new ConcurrentHashMap<>();

  PostgresReplicas(
      PostgresAdministration administration,
      PostgresLogins logins,
      CertificateFiles certificates,
      Function<String, Sensitive<String>> passwords) {
    this.administration = administration;
    this.logins = logins;
    this.slots = new PostgresSlots(logins::verifier);
    this.certificates = certificates;
    this.passwords = passwords;
  }

  /** The same in a primary and all its replicas, whose data are the same. */
  private Sensitive<String> password(InstanceRecord instance) {
    return passwords.apply(instance.replicatedAs());
  }

  /** Among those that hold the same data. */
  PostgresPlace place(InstanceFiles files, InstanceRecord instance) {
    return new PostgresPlace(
        instance.replication().floors(), instance.isReplica(), source(files, instance));
  }

  /** Whom it follows; empty where it takes writes itself, or may not follow yet. */
  private Optional<PostgresSource> source(InstanceFiles files, InstanceRecord instance) {
    return instance.replication().follows()
        ? Optional.of(
            new PostgresSource(
                instance.replication().primaryPort(),
                certificates.authority().toAbsolutePath(),
                passfile(files).toAbsolutePath(),
                PostgresReplicationSql.slot(instance.id())))
        : Optional.empty();
  }

  /** Beside the data, which others get copies of. */
  private static Path passfile(InstanceFiles files) {
    return files.directory().resolve("replication");
  }

  /**
   * Sees to it that a server starts as a replica, or as none. Not durable yet.
   *
   * @return whether anything changed
   */
  boolean configure(InstanceFiles files, InstanceRecord instance) {
    var passfile = passfile(files);
    if (!instance.isReplica()) {
      return delete(passfile);
    }
    boolean marked =
        !mayTakeWrites(instance)
            && files.findData(PostgresBackupFiles.STANDBY).isEmpty()
            && files.tellEngine(files.data().resolve(PostgresBackupFiles.STANDBY), "");
    var text = PostgresSource.password(password(instance)).reveal();
    if (StateFile.find(passfile).equals(Optional.of(text)) && Trees.isOf(passfile, files.user())) {
      return marked;
    }
    // libpq takes it from a file that its own user alone may read.
    StateFile.writeUnsynced(passfile, text, StateFile.PRIVATE);
    Trees.give(passfile, files.user());
    return true;
  }

  /** One that is being promoted: its server removes the mark that it is a replica by. */
  private static boolean mayTakeWrites(InstanceRecord instance) {
    return !instance.isReplica() || !instance.replication().promoting().isEmpty();
  }

  private static boolean delete(Path file) {
    try {
      return Files.deleteIfExists(file);
    } catch (IOException e) {
      throw StateFile.failure("delete", file, e);
    }
  }

  void copy(
      InstanceFiles files,
      InstanceRecord instance,
      InstanceRecord primary,
      Consumer<String> progress) {
    try {
      var _ =
          administration.tellOnce(
              primary, session -> PostgresCopy.make(files, instance, primary, session, progress));
    } catch (SQLException e) {
      throw PostgresEngine.unanswering(primary, e);
    }
  }

  /** A replica has none; what it kept for those that it had as a primary would grow and grow. */
  void serve(InstanceFiles files, InstanceRecord instance) {
    if (instance.isReplica() && mayTakeWrites(instance)) {
      return;
    }
    try {
      var _ =
          administration.tell(
              instance,
              session -> {
                var following = Replicating.followers(files, instance);
                if (instance.isReplica()) {
                  PostgresSlots.keepSlots(session, instance, following);
                } else {
                  slots.serve(session, instance, following, password(instance));
                }
                return true;
              });
    } catch (SQLException e) {
      throw PostgresEngine.unanswering(instance, e);
    }
  }

  /** What it kept for a former primary that has other things would grow and never be fetched. */
  void dismiss(InstanceRecord former, InstanceRecord primary) {
    try {
      var _ =
          administration.tell(
              primary,
              session -> {
                PostgresSlots.forget(session, primary, PostgresReplicationSql.slot(former.id()));
                return true;
              });
    } catch (SQLException e) {
      LOG.info("{} may keep its log for {} yet: {}", primary.id(), former.id(), e.getMessage());
    }
  }

  /** Nobody can write there: who may log in comes from its primary. */
  void admit(InstanceRecord instance, List<Login> wanted) {
    var names = wanted.stream().map(Login::username).toList();
    try (var beside = Executors.newVirtualThreadPerTaskExecutor()) {
      // Nothing arrives where it follows nobody.
      var awaited = instance.replication().follows() ? wanted : List.<Login>of();
      var arriving =
          awaited.stream().map(it -> beside.submit(() -> awaitLogin(instance, it))).toList();
      var _ =
          administration.tell(
              instance,
              session -> PostgresSession.rows(session, PostgresReplicationSql.endOthers(names)));
      arriving.forEach(Background::result);
    } catch (SQLException e) {
      throw PostgresEngine.unanswering(instance, e);
    }
  }

  private boolean awaitLogin(InstanceRecord instance, Login login) {
    try {
      ReadyWait.upTo(ARRIVES)
          .every(Duration.ofMillis(10))
          .until("a login", () -> logins.logsIn(instance, login));
      return true;
    } catch (ProblemException late) {
      throw Problem.unavailable(
              "login-not-arrived",
              login.username() + " cannot log in to " + instance.id() + " yet.",
              "It can once "
                  + instance.id()
                  + " has caught up with its primary; Cairn tries"
                  + " again by itself.")
          .toException(late);
    }
  }

  ReplicaStatus status(InstanceFiles files, InstanceRecord instance, InstanceRecord primary) {
    var history = histories.computeIfAbsent(instance.id(), _ -> new WalHistory());
    var slot = PostgresReplicationSql.slot(instance.id());
    var found =
        ask(primary, PostgresReplicationSql.written(slot)).map(PostgresFollowing.Primary::of);
    found.ifPresent(it -> history.written(System.nanoTime(), it.written()));
    var replica =
        ask(instance, PostgresReplicationSql.replayed()).map(PostgresFollowing.Replica::of);
    long now = System.nanoTime();
    replica.ifPresent(it -> history.replayed(now, it.replayed(), it.streams()));
    return new PostgresFollowing(found, replica, history, now, EngineProcess.logEnd(files))
        .status();
  }

  private Optional<List<String>> ask(InstanceRecord instance, String sql) {
    try {
      return administration
          .tellBriefly(instance, session -> PostgresSession.rows(session, sql))
          .stream()
          .findFirst();
    } catch (SQLException e) {
      LOG.debug("{} does not say where it is: {}", instance.id(), e.getMessage());
      return Optional.empty();
    }
  }

  /** Its server stops, and may start with other data. */
  void forget(String instanceId) {
    histories.remove(instanceId);
  }
}
