package dev.cairn.provider.local.postgres;

import dev.cairn.core.Problem;
import dev.cairn.core.ReadyWait;
import dev.cairn.core.Sensitive;
import dev.cairn.engine.postgres.PostgresReplicationSql;
import dev.cairn.engine.postgres.PostgresReplicationSql.User;
import dev.cairn.engine.postgres.ScramVerifier;
import dev.cairn.provider.local.instance.InstanceRecord;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a primary has for its replicas: the user that they come as, and a slot for each, by which it
 * keeps what that one lacks. Looks first; safe to run twice.
 */
final class PostgresSlots {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresSlots.class);

  /** Half the connections for replicas that there are: one may find its last still there. */
  private static final int MOST = 5;

  private static final Duration LEAVING = Duration.ofSeconds(20);

  /** Something depends on what is to go: postgresql.org/docs/current/errcodes-appendix.html. */
  private static final String DEPENDENT = "2BP01";

  private final Function<Sensitive<String>, String> verifier;

  /**
   * @param verifier what a server keeps of a password
   */
  PostgresSlots(Function<Sensitive<String>, String> verifier) {
    this.verifier = verifier;
  }

  /**
   * Has exactly its replicas served.
   *
   * @param following those of them that follow it, and need what it writes
   */
  void serve(
      Connection session,
      InstanceRecord primary,
      List<String> following,
      Sensitive<String> password)
      throws SQLException {
    var replicas = primary.replication().replicas();
    if (replicas.size() > MOST) {
      throw Problem.invalid(
              "too-many-replicas",
              primary.id() + " cannot have more than " + MOST + " replicas.",
              "Remove one of them first.")
          .toException();
    }
    var user = user(session);
    if (!replicas.isEmpty()) {
      admit(session, primary, user, password);
    }
    keepSlots(session, primary, following);
    if (replicas.isEmpty() && user.isPresent()) {
      dropUser(session, primary);
    }
  }

  private static Optional<User> user(Connection session) throws SQLException {
    return PostgresSession.rows(session, PostgresReplicationSql.user()).stream()
        .findFirst()
        .map(User::of);
  }

  private void admit(
      Connection session, InstanceRecord primary, Optional<User> user, Sensitive<String> password)
      throws SQLException {
    int replicas = primary.replication().replicas().size();
    if (user.filter(it -> PostgresReplicationSql.isFit(it, replicas))
        .filter(it -> ScramVerifier.matches(it.verifier(), password))
        .isPresent()) {
      return;
    }
    LOG.info("{} admits {} replicas", primary.id(), replicas);
    var _ =
        PostgresSession.administer(
            session, PostgresReplicationSql.makeUser(user, replicas, verifier.apply(password)));
  }

  /** Has a replica that is about to take writes keep the log for those who will follow it. */
  static void keepFor(Connection session, List<String> slots) throws SQLException {
    var known = known(session);
    for (var slot : slots) {
      if (!known.contains(slot)) {
        var _ = PostgresSession.rows(session, PostgresReplicationSql.makeKeepingSlot(slot));
      }
    }
  }

  private static Set<String> known(Connection session) throws SQLException {
    return PostgresSession.pairs(session, PostgresReplicationSql.slots()).keySet();
  }

  /** Has exactly these find their place; also where it is a replica itself, with none. */
  static void keepSlots(Connection session, InstanceRecord primary, List<String> following)
      throws SQLException {
    var wanted = following.stream().map(PostgresReplicationSql::slot).toList();
    var known = known(session);
    for (var slot : known) {
      if (!wanted.contains(slot)) {
        forget(session, primary, slot);
      }
    }
    for (var slot : wanted) {
      if (!known.contains(slot)) {
        var _ = PostgresSession.rows(session, PostgresReplicationSql.makeKeepingSlot(slot));
      }
    }
  }

  /** Has it keep nothing for one that does not follow it. */
  static void forget(Connection session, InstanceRecord primary, String slot) throws SQLException {
    if (known(session).contains(slot)) {
      LOG.info("{} keeps nothing for {} any more", primary.id(), slot);
      drop(session, slot);
    }
  }

  /** Has a copy that begins now find all that is written from now on. */
  static void keepFromNow(Connection session, String slot) throws SQLException {
    if (PostgresSession.rows(session, PostgresReplicationSql.freshSlot(slot)).isEmpty()) {
      drop(session, slot);
      var _ = PostgresSession.rows(session, PostgresReplicationSql.makeKeepingSlot(slot));
    }
  }

  /** Sends away whoever uses it. Nothing there is fine. */
  static void drop(Connection session, String slot) {
    ReadyWait.upTo(LEAVING)
        .every(Duration.ofMillis(20))
        .until(
            "whoever uses the slot " + slot + " to leave it",
            () -> {
              var _ = PostgresSession.rows(session, PostgresReplicationSql.freeSlot(slot));
              var _ = PostgresSession.rows(session, PostgresReplicationSql.dropSlot(slot));
              return PostgresSession.rows(session, PostgresReplicationSql.slotStatus(slot))
                  .isEmpty();
            });
  }

  private static void dropUser(Connection session, InstanceRecord primary) throws SQLException {
    try {
      var _ = PostgresSession.administer(session, PostgresReplicationSql.dropUser());
      LOG.info("{} admits no replicas any more", primary.id());
    } catch (SQLException e) {
      if (!DEPENDENT.equals(e.getSQLState())) {
        throw e;
      }
      LOG.debug("{} keeps the user of its replicas: {}", primary.id(), e.getMessage());
      var _ = PostgresSession.administer(session, PostgresReplicationSql.closeUser());
    }
  }

  /** Whether what a slot says of itself is that it does not keep any more what it should. */
  static boolean isLost(List<List<String>> status) {
    return status.stream().anyMatch(row -> row.getFirst().equals("lost"));
  }
}
