package dev.cairn.provider.local.mysql;

import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.ReadyWait;
import dev.cairn.core.Sentence;
import dev.cairn.engine.mysql.GtidSet;
import dev.cairn.engine.mysql.MySqlAccounts.Account;
import dev.cairn.engine.mysql.MySqlConf;
import dev.cairn.engine.mysql.MySqlFollowing;
import dev.cairn.engine.mysql.MySqlPromoting;
import dev.cairn.engine.mysql.MySqlReplication;
import dev.cairn.provider.local.instance.InstanceFiles;
import dev.cairn.provider.local.instance.InstanceRecord;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a replica comes in the place of its primary. */
final class MySqlSuccession {
  private static final Logger LOG = LoggerFactory.getLogger(MySqlSuccession.class);

  /** Beyond it a person had better see why; what it did by then stays done. */
  private static final Duration REPLAYED = Duration.ofMinutes(5);

  private static final Duration LOOK = Duration.ofMillis(10);

  private final MySqlSessions sessions;
  private final MySqlHistories histories;
  private final MySqlReplicas replicas;
  private final MySqlLogins users;

  MySqlSuccession(
      MySqlSessions sessions, MySqlHistories histories, MySqlReplicas replicas, MySqlLogins users) {
    this.sessions = sessions;
    this.histories = histories;
    this.replicas = replicas;
    this.users = users;
  }

  /**
   * Has a replica replay all that it received; of a primary that answers, all that this has: what
   * was received and not replayed when the replica died is received again.
   *
   * @throws ProblemException {@code replay-stopped}, {@code timed-out}
   */
  void replay(InstanceRecord replica, Optional<InstanceRecord> primary, Consumer<String> progress) {
    var written = primary.flatMap(histories::findExecuted);
    if (written.isPresent()) {
      replicas.follow(replica, primary.orElseThrow());
    }
    var wanted = written.orElse(GtidSet.NONE);
    if (!hasReplayed(replica, wanted)) {
      progress.accept("replaying what it received");
      ReadyWait.upTo(REPLAYED)
          .every(LOOK)
          .until(replica.id() + " to replay all", () -> hasReplayed(replica, wanted));
    }
  }

  private boolean hasReplayed(InstanceRecord replica, GtidSet wanted) {
    return sessions.require(
        replica,
        session -> {
          var found = MySqlReplicas.following(session);
          boolean isDone =
              wanted.isWithin(MySqlHistories.executed(session))
                  && found.filter(it -> !it.hasReplayedAll()).isEmpty();
          if (!isDone && found.isPresent()) {
            goOn(session, replica, found.get());
          }
          return isDone;
        });
  }

  private static void goOn(MySqlSession session, InstanceRecord replica, MySqlFollowing found)
      throws SQLException {
    var trouble = found.lost().or(() -> found.isReplaying() ? Optional.empty() : found.trouble());
    if (trouble.isPresent()) {
      throw Problem.failed(
              "replay-stopped",
              replica.id()
                  + " does not replay what its primary wrote: "
                  + Sentence.ended(trouble.get()),
              "Nothing was changed. Promote another replica, or take back what was begun.")
          .toException();
    }
    if (!found.isReplaying()) {
      session.run(List.of(MySqlPromoting.replay()));
    }
  }

  /**
   * Has it follow nobody and take writes. Killed in between, it is as before or refuses writes, and
   * this is done again.
   *
   * @param conf of a primary
   * @param start tells one start of its server from another
   */
  void promote(
      InstanceFiles files,
      InstanceRecord replica,
      Optional<InstanceRecord> primary,
      MySqlConf conf,
      String start) {
    var _ =
        sessions.require(
            replica,
            session -> {
              if (MySqlReplicas.following(session).isPresent()) {
                session.run(List.of(MySqlReplication.stop()));
                MySqlLogFiles.inherit(files, MySqlHistories.executed(session));
                session.run(List.of(MySqlPromoting.forgetPrimary()));
              }
              users.setReadOnly(session, !replica.isWritable());
              requireWrites(session, replica);
              users.noteSessions(session, start);
              wakeEvents(session, replica, primary);
              MySqlTuning.settle(session, conf);
              return true;
            });
    replicas.forget(replica.id());
  }

  private static void requireWrites(MySqlSession session, InstanceRecord replica)
      throws SQLException {
    boolean takesWrites = session.names(MySqlPromoting.takesWrites()).getFirst().equals("1");
    if (replica.isWritable() && !takesWrites) {
      throw new SQLException("it was told to take writes, and refuses them");
    }
    long mark = MySqlHistories.mark(session);
    LOG.info("{} takes writes, proven by mark {}", replica.id(), mark);
  }

  /**
   * Events that come from a primary sleep at a replica, whether they ran there or not: only that
   * primary knows which did.
   */
  private void wakeEvents(
      MySqlSession session, InstanceRecord replica, Optional<InstanceRecord> primary)
      throws SQLException {
    var sleeping = session.rows(MySqlPromoting.sleepingEvents());
    if (sleeping.isEmpty()) {
      return;
    }
    var enabled = primary.flatMap(this::enabledEvents);
    for (var event : sleeping) {
      if (enabled.isEmpty()) {
        LOG.warn(
            "Event {}.{} of {} stays off: its primary does not say whether it ran",
            event.get(0),
            event.get(1),
            replica.id());
      } else if (enabled.get().contains(event.subList(0, 2))) {
        wake(session, replica, event);
      }
    }
  }

  private Optional<List<List<String>>> enabledEvents(InstanceRecord primary) {
    try {
      return Optional.of(
          sessions.askBriefly(primary, it -> it.rows(MySqlPromoting.enabledEvents())));
    } catch (SQLException e) {
      LOG.debug("{} does not say which events it runs: {}", primary.id(), e.getMessage());
      return Optional.empty();
    }
  }

  /** One whose last time is over cannot be woken. */
  private static void wake(MySqlSession session, InstanceRecord replica, List<String> event) {
    try {
      session.run(
          List.of(MySqlPromoting.enable(event.get(0), event.get(1), Account.of(event.get(2)))));
    } catch (SQLException e) {
      LOG.warn(
          "Event {}.{} of {} stays off: {}",
          event.get(0),
          event.get(1),
          replica.id(),
          e.getMessage());
    }
  }
}
