package dev.cairn.provider.local.mysql;

import dev.cairn.core.Bytes;
import dev.cairn.engine.mysql.MySqlBinaryLog;
import dev.cairn.engine.mysql.MySqlFollowing;
import dev.cairn.engine.mysql.MySqlPosition;
import dev.cairn.provider.local.instance.InstanceFiles;
import dev.cairn.provider.local.instance.InstanceRecord;
import dev.cairn.provider.local.instance.KeptSessions;
import dev.cairn.provider.local.instance.Replicating;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps binary logs small. Without replicas the file stays that is written; with them all that fits
 * into a share of the storage, whoever has read it: one that was away goes on where it was. Beyond
 * that the oldest go, and a replica that still needed them is lost.
 */
final class MySqlLogs {
  private static final Logger LOG = LoggerFactory.getLogger(MySqlLogs.class);

  /** Names the files, one a line. */
  static final String INDEX = "binlog.index";

  private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(1);

  /** Not worth a file of its own. */
  private static final Bytes LITTLE = Bytes.ofMib(1);

  private final MySqlSessions sessions;
  private final MySqlReplicas replicas;
  private final Map<String, Looked> looks = new ConcurrentHashMap<>();

  private record Looked(String index, long nanos) {}

  MySqlLogs(MySqlSessions sessions, MySqlReplicas replicas) {
    this.sessions = sessions;
    this.replicas = replicas;
  }

  /** Asks the server only where there are other files than at the last look, or now and then. */
  void bound(InstanceFiles files, InstanceRecord instance) {
    var index = files.findData(INDEX).orElse("");
    var last = Optional.ofNullable(looks.get(instance.id()));
    long now = System.nanoTime();
    if (index.lines().count() < 2
        || last.filter(it -> it.index().equals(index) && now - it.nanos() < BETWEEN_LOOKS.toNanos())
            .isPresent()) {
      return;
    }
    looks.put(instance.id(), new Looked(index, now));
    var most = isFollowed(files, instance) ? MySqlBinaryLog.most(instance.storage()) : new Bytes(0);
    ask(
        instance,
        session -> {
          bound(session, instance, most);
          return true;
        });
  }

  /** A replica is, where it may be promoted over others: they lack what it had before them. */
  private static boolean isFollowed(InstanceFiles files, InstanceRecord instance) {
    return !instance.replication().replicas().isEmpty()
        || Replicating.findPrimary(files, instance)
            .filter(it -> it.replication().replicas().size() > 1)
            .isPresent();
  }

  private void ask(
      InstanceRecord instance,
      KeptSessions.Question<MySqlSession, Boolean, SQLException> question) {
    try {
      var _ = sessions.askBriefly(instance, question);
    } catch (SQLException e) {
      LOG.debug("The binary log of {} stays: {}", instance.id(), e.getMessage());
    }
  }

  private static MySqlBinaryLog log(MySqlSession session) throws SQLException {
    return MySqlBinaryLog.of(session.rows(MySqlBinaryLog.query()));
  }

  private static void bound(MySqlSession session, InstanceRecord instance, Bytes most)
      throws SQLException {
    var found = log(session).firstWithin(most);
    if (found.isEmpty()) {
      return;
    }
    session.run(List.of(MySqlBinaryLog.purge(found.get())));
    if (log(session).firstWithin(most).isPresent()) {
      // MySQL keeps what it sends to a replica at this moment, however much lies after it.
      LOG.warn("{} lets go of replicas that are too far behind", instance.id());
      MySqlReplicas.endSessions(session);
      session.run(List.of(MySqlBinaryLog.purge(found.get())));
    }
  }

  /** Near its storage nothing is kept that no replica needs. */
  void makeRoom(InstanceFiles files, InstanceRecord instance) {
    var needed = new ArrayList<String>();
    for (var id : instance.replication().replicas()) {
      var file =
          InstanceRecord.findReadable(files.of(id))
              .flatMap(replicas::following)
              .flatMap(MySqlFollowing::needed);
      if (file.isEmpty()) {
        return;
      }
      needed.add(file.get());
    }
    var first = needed.stream().min(Comparator.comparing(it -> MySqlPosition.of(it, 0)));
    ask(
        instance,
        session -> {
          var log = log(session);
          if (!log.files().isEmpty() && log.files().getLast().size() > LITTLE.value()) {
            session.run(List.of(MySqlBinaryLog.next()));
            log = log(session);
          }
          var kept = first.or(log::current);
          if (kept.isPresent() && log.files().size() > 1) {
            session.run(List.of(MySqlBinaryLog.purge(kept.get())));
          }
          return true;
        });
  }
}
