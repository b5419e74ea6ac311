package dev.cairn.provider.local.mysql;

import dev.cairn.core.Bytes;
import dev.cairn.core.ReadyWait;
import dev.cairn.core.Sentence;
import dev.cairn.engine.mysql.GtidSet;
import dev.cairn.engine.mysql.MySqlFollowing;
import dev.cairn.engine.mysql.MySqlPromoting;
import dev.cairn.engine.mysql.MySqlReplication;
import dev.cairn.provider.Standing;
import dev.cairn.provider.Standing.Relation;
import dev.cairn.provider.local.instance.InstanceFiles;
import dev.cairn.provider.local.instance.InstanceRecord;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What servers with the same data have of each other's, by the numbers of their transactions. */
final class MySqlHistories {
  private static final Logger LOG = LoggerFactory.getLogger(MySqlHistories.class);
  private static final Duration LOOK = Duration.ofMillis(5);

  private final MySqlSessions sessions;

  MySqlHistories(MySqlSessions sessions) {
    this.sessions = sessions;
  }

  /** All that it has executed. */
  static GtidSet executed(MySqlSession session) throws SQLException {
    return GtidSet.of(session.names(MySqlReplication.executed()).getFirst());
  }

  /** What it has executed, and what it received and will. */
  static GtidSet had(MySqlSession session) throws SQLException {
    var following = session.firstRow(MySqlReplication.status()).map(MySqlFollowing::new);
    return following.map(MySqlFollowing::received).orElse(GtidSet.NONE).and(executed(session));
  }

  /** Empty where it does not answer. */
  Optional<GtidSet> findExecuted(InstanceRecord instance) {
    try {
      return Optional.of(sessions.askBriefly(instance, MySqlHistories::executed));
    } catch (SQLException e) {
      LOG.debug("{} does not say what it has: {}", instance.id(), e.getMessage());
      return Optional.empty();
    }
  }

  /** Whether it is the server of that id; not where it does not answer. */
  boolean isServer(InstanceRecord instance, String id) {
    try {
      return sessions.askBriefly(instance, it -> it.names(MySqlReplication.server())).contains(id);
    } catch (SQLException e) {
      LOG.debug("{} does not say who it is: {}", instance.id(), e.getMessage());
      return false;
    }
  }

  /** Whether a mark that is written now is replayed in time. */
  boolean arrives(InstanceRecord primary, InstanceRecord replica, Duration within) {
    long number;
    try {
      number = sessions.askBriefly(primary, MySqlHistories::mark);
    } catch (SQLException e) {
      throw MySqlSessions.unanswering(primary, e);
    }
    return ReadyWait.upTo(within)
        .every(LOOK)
        .holdsInTime(
            () ->
                sessions
                    .askBriefly(replica, MySqlHistories::executed)
                    .has(MySqlPromoting.MARKS, number));
  }

  /** Writes one, and says its number. */
  static long mark(MySqlSession session) throws SQLException {
    long number = executed(session).next(MySqlPromoting.MARKS);
    session.run(MySqlPromoting.mark(number));
    return number;
  }

  /** The former one is asked first: the new one may go on taking writes. */
  boolean isWithin(InstanceRecord former, InstanceRecord primary) {
    var has = sessions.require(former, MySqlHistories::executed);
    return has.isWithin(sessions.require(primary, MySqlHistories::executed));
  }

  /**
   * The replica is asked first, for its primary may go on taking writes. Of a primary that does not
   * answer, the files say what it had.
   */
  Standing compare(InstanceFiles primaryFiles, InstanceRecord primary, InstanceRecord replica) {
    GtidSet has;
    try {
      has = sessions.askBriefly(replica, MySqlHistories::had);
    } catch (SQLException e) {
      return Standing.of(
          Relation.UNKNOWN, "It does not answer: " + Sentence.ended(MySqlSessions.reason(e)));
    }
    var executed = findExecuted(primary);
    if (executed.filter(it -> it.isWithin(has)).isPresent()) {
      return standing(has, executed.get(), Optional.of(new Bytes(0)));
    }
    try {
      var log = MySqlLogFiles.read(primaryFiles, has);
      return standing(has, executed.orElseGet(log::executed), log.missing());
    } catch (IOException e) {
      LOG.debug("The binary log of {} cannot be read: {}", primary.id(), e.toString());
      return executed.map(it -> standing(has, it, Optional.empty())).orElseGet(() -> unread(e));
    }
  }

  private static Standing unread(IOException e) {
    return Standing.of(
        Relation.UNKNOWN,
        "Its primary does not answer, and the binary log of that cannot be read: "
            + Sentence.because(e));
  }

  /** Of so many transactions of its own, in a sentence. */
  static String own(long count) {
    return "It has "
        + (count == 1 ? "1 transaction" : count + " transactions")
        + " that its primary never had.";
  }

  static Standing standing(GtidSet has, GtidSet executed, Optional<Bytes> missing) {
    boolean lacks = !executed.isWithin(has);
    var own = own(has.minus(executed).count());
    if (has.isWithin(executed)) {
      return lacks
          ? new Standing(Relation.BEHIND, missing, "It lacks the last writes of its primary.")
          : Standing.EQUAL;
    }
    return lacks
        ? new Standing(Relation.OTHER, missing, own + " It lacks other things.")
        : new Standing(Relation.AHEAD, Optional.of(new Bytes(0)), own);
  }
}
