package dev.cairn.provider.local.mysql;

import dev.cairn.core.Bytes;
import dev.cairn.core.Sensitive;
import dev.cairn.core.Sentence;
import dev.cairn.engine.mysql.CachingSha2Verifier;
import dev.cairn.engine.mysql.GtidSet;
import dev.cairn.engine.mysql.MySqlBinaryLog;
import dev.cairn.engine.mysql.MySqlFollowing;
import dev.cairn.engine.mysql.MySqlPosition;
import dev.cairn.engine.mysql.MySqlReplication;
import dev.cairn.engine.mysql.MySqlSql;
import dev.cairn.provider.ReplicaStatus;
import dev.cairn.provider.local.instance.InstanceRecord;
import dev.cairn.provider.local.instance.PositionHistory;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Primaries and those that follow them. What is remembered here is how far each was when: where
 * that is lost, it is gathered anew.
 */
final class MySqlReplicas {
  private static final Logger LOG = LoggerFactory.getLogger(MySqlReplicas.class);
  private static final Duration BETWEEN_TRIES = Duration.ofMinutes(1);

  private final MySqlSessions sessions;
  private final MySqlHistories others;
  private final Map<String, PositionHistory<MySqlPosition>> histories = new ConcurrentHashMap<>();
  private final Map<String, Replayed> replayed = new ConcurrentHashMap<>();
  private final Map<String, Long> tries = new ConcurrentHashMap<>();

  /** Since when a replica has been there. */
  private record Replayed(String executed, long nanos) {}

  /** Where a primary was. */
  private record Written(MySqlBinaryLog log, GtidSet executed) {}

  MySqlReplicas(MySqlSessions sessions, MySqlHistories others) {
    this.sessions = sessions;
    this.others = others;
  }

  /** The account that replicas log in as is there, and right, exactly while there are any. */
  void serve(InstanceRecord instance, Function<Sensitive<String>, String> verifiers) {
    var _ =
        sessions.require(
            instance,
            session -> {
              if (instance.replication().replicas().isEmpty()) {
                dismiss(session, instance);
              } else if (!isServed(session, instance)) {
                LOG.info("{} lets replicas follow it", instance.id());
                session.run(
                    MySqlReplication.admit(
                        verifiers.apply(sessions.replicationPassword(instance))));
              }
              return true;
            });
  }

  private boolean isServed(MySqlSession session, InstanceRecord instance) throws SQLException {
    var found = session.rows(MySqlReplication.account());
    if (found.isEmpty()) {
      return false;
    }
    var row = found.getFirst();
    return CachingSha2Verifier.matches(row.get(0), sessions.replicationPassword(instance))
        && row.get(1).equals("ANY")
        && row.get(2).equals("N")
        && new HashSet<>(session.names(MySqlReplication.grants()))
            .equals(new HashSet<>(MySqlReplication.wantedGrants()));
  }

  private static void dismiss(MySqlSession session, InstanceRecord instance) throws SQLException {
    if (!session.rows(MySqlReplication.account()).isEmpty()) {
      LOG.info("{} lets no replica follow it any more", instance.id());
      session.run(List.of(MySqlSql.drop(List.of(MySqlReplication.ACCOUNT))));
    }
    // Also where it was gone: killed right after that, we ended none of its sessions.
    endSessions(session);
  }

  /** Those of replicas; each begins another where it may. */
  static void endSessions(MySqlSession session) throws SQLException {
    MySqlLogins.kill(session, session.names(MySqlSql.sessions(), MySqlReplication.ACCOUNT.user()));
  }

  /** Before it stops: MySQL would wait some ten seconds for its replicas to leave. */
  void sendAway(InstanceRecord instance) {
    if (instance.replication().replicas().isEmpty()) {
      return;
    }
    try {
      var _ =
          sessions.askBriefly(
              instance,
              session -> {
                endSessions(session);
                return true;
              });
    } catch (SQLException e) {
      LOG.debug("{} is stopped with its replicas: {}", instance.id(), e.getMessage());
    }
  }

  /** Has a replica follow its primary where that is now. */
  void follow(InstanceRecord instance, InstanceRecord primary) {
    var _ =
        sessions.require(
            instance,
            session -> {
              var found = following(session);
              if (found.filter(it -> isOf(it, primary)).isEmpty()) {
                if (found.isPresent()) {
                  session.run(List.of(MySqlReplication.stop()));
                  if (!isWithin(session, found.get(), primary).orElse(false)) {
                    return true;
                  }
                }
                LOG.info("{} follows {} on port {}", instance.id(), primary.id(), primary.port());
                session.run(List.of(MySqlReplication.source(primary.port(), sessions.authority())));
                start(session, instance, primary);
              } else if (isToStart(found.get(), instance)) {
                start(session, instance, primary);
              }
              return true;
            });
  }

  private boolean isOf(MySqlFollowing following, InstanceRecord primary) {
    return following.isOf(primary.port(), sessions.authority());
  }

  /**
   * Whether what it has is its primary's: another server than before would never tell it what that
   * lacks. Empty where the primary does not answer.
   */
  private Optional<Boolean> isWithin(
      MySqlSession session, MySqlFollowing found, InstanceRecord primary) throws SQLException {
    if (others.isServer(primary, found.source())) {
      return Optional.of(true);
    }
    var has = MySqlHistories.executed(session);
    return others.findExecuted(primary).map(has::isWithin);
  }

  /** What stopped for a reason may stop again at once. */
  private boolean isToStart(MySqlFollowing found, InstanceRecord instance) {
    if ((found.isReceiving() && found.isReplaying()) || found.lost().isPresent()) {
      return false;
    }
    var last = Optional.ofNullable(tries.get(instance.id()));
    return found.trouble().isEmpty()
        || last.filter(it -> System.nanoTime() - it < BETWEEN_TRIES.toNanos()).isEmpty();
  }

  private void start(MySqlSession session, InstanceRecord instance, InstanceRecord primary)
      throws SQLException {
    tries.put(instance.id(), System.nanoTime());
    LOG.info("{} begins to follow", instance.id());
    session.run(List.of(MySqlReplication.start(sessions.replicationPassword(primary))));
  }

  static Optional<MySqlFollowing> following(MySqlSession session) throws SQLException {
    return session.firstRow(MySqlReplication.status()).map(MySqlFollowing::new);
  }

  /** Also where an administrator switched that off. */
  void keepReadOnly(MySqlSession session, InstanceRecord instance) throws SQLException {
    if (!MySqlLogins.isReadOnly(session)) {
      LOG.warn("{} took writes of administrators, and takes none any more", instance.id());
      session.run(List.of(MySqlSql.superReadOnly(true)));
    }
  }

  /** What a replica says of itself; empty where it does not follow, or does not answer. */
  Optional<MySqlFollowing> following(InstanceRecord replica) {
    try {
      return sessions.askBriefly(replica, MySqlReplicas::following);
    } catch (SQLException e) {
      LOG.debug("{} does not answer: {}", replica.id(), e.getMessage());
      return Optional.empty();
    }
  }

  /** The primary is asked first: then what a replica has of it is no less than it seems. */
  ReplicaStatus status(InstanceRecord instance, InstanceRecord primary) {
    var written = written(primary);
    try {
      return sessions.askBriefly(
          instance,
          session -> {
            var found = following(session);
            if (found.isEmpty()) {
              return broken("It does not follow its primary yet.");
            }
            if (!isOf(found.get(), primary)) {
              return isWithin(session, found.get(), primary).orElse(true)
                  ? broken("It does not follow its primary yet.")
                  : diverged();
            }
            var status = standing(instance, primary, found.get(), written).status();
            long own = status.isFollowing() ? own(found.get(), primary, written) : 0;
            return own == 0 ? status : written(status, own);
          });
    } catch (SQLException e) {
      LOG.debug("{} does not answer: {}", instance.id(), e.getMessage());
      return broken("It does not answer: " + Sentence.ended(MySqlSessions.reason(e)));
    }
  }

  /** How many transactions it has that its primary did not write: that is asked once more. */
  private long own(MySqlFollowing found, InstanceRecord primary, Optional<Written> written) {
    var has = GtidSet.of(found.executed());
    return written.filter(it -> has.isWithin(it.executed())).isPresent()
        ? 0
        : others.findExecuted(primary).map(it -> has.minus(it).count()).orElse(0L);
  }

  private static ReplicaStatus written(ReplicaStatus status, long own) {
    return new ReplicaStatus(
        ReplicaStatus.State.DIVERGED,
        status.behind(),
        status.lag(),
        MySqlHistories.own(own) + " Somebody wrote to it; it follows all the same.");
  }

  private static ReplicaStatus diverged() {
    return new ReplicaStatus(
        ReplicaStatus.State.DIVERGED,
        Optional.empty(),
        Optional.empty(),
        "It has what its new primary never had, and can be read until it is rebuilt.");
  }

  private static ReplicaStatus broken(String reason) {
    return new ReplicaStatus(
        ReplicaStatus.State.BROKEN, Optional.empty(), Optional.empty(), reason);
  }

  private Optional<Written> written(InstanceRecord primary) {
    try {
      var written =
          sessions.askBriefly(
              primary,
              session ->
                  new Written(
                      MySqlBinaryLog.of(session.rows(MySqlBinaryLog.query())),
                      MySqlHistories.executed(session)));
      remember(primary, written.log());
      return Optional.of(written);
    } catch (SQLException e) {
      LOG.debug("{} does not answer: {}", primary.id(), e.getMessage());
      return Optional.empty();
    }
  }

  /** Where a primary is now. */
  void remember(InstanceRecord primary, MySqlBinaryLog log) {
    log.end().ifPresent(it -> history(primary).add(it, System.nanoTime()));
  }

  private PositionHistory<MySqlPosition> history(InstanceRecord primary) {
    return histories.computeIfAbsent(primary.id(), _ -> new PositionHistory<>());
  }

  private MySqlStanding standing(
      InstanceRecord instance,
      InstanceRecord primary,
      MySqlFollowing found,
      Optional<Written> written) {
    long now = System.nanoTime();
    var since =
        replayed.merge(
            instance.id(),
            new Replayed(found.executed(), now),
            (old, it) -> old.executed().equals(it.executed()) ? old : it);
    var still = Duration.ofNanos(now - since.nanos());
    if (written.isEmpty()) {
      return new MySqlStanding(found, Optional.empty(), Optional.empty(), still);
    }
    if (written.get().executed().isWithin(GtidSet.of(found.executed()))) {
      replayed.put(instance.id(), new Replayed(found.executed(), now));
      return new MySqlStanding(
          found, Optional.of(new Bytes(0)), Optional.of(Duration.ZERO), Duration.ZERO);
    }
    var behind =
        found
            .replayed()
            .map(it -> written.get().log().after(it))
            .orElseGet(() -> written.get().log().size());
    // Something is before it, if only what a position does not tell.
    return new MySqlStanding(
        found,
        Optional.of(new Bytes(Math.max(1, behind))),
        found.replayed().flatMap(it -> history(primary).age(it, now)),
        still);
  }

  /** It is another server from now on, or none. */
  void forget(String instanceId) {
    histories.remove(instanceId);
    replayed.remove(instanceId);
    tries.remove(instanceId);
  }
}
