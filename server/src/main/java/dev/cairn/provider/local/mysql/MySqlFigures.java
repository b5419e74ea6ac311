package dev.cairn.provider.local.mysql;

import dev.cairn.engine.mysql.MySqlCatalogue;
import dev.cairn.engine.mysql.MySqlSql;
import dev.cairn.process.Tally;
import dev.cairn.provider.Statistics;
import dev.cairn.provider.local.instance.HalfLogins;
import dev.cairn.provider.local.instance.InstanceFiles;
import dev.cairn.provider.local.instance.InstanceRecord;
import dev.cairn.provider.local.instance.Looks;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What servers are asked now and then; whoever does not answer is asked again. */
final class MySqlFigures {
  private static final Logger LOG = LoggerFactory.getLogger(MySqlFigures.class);

  private final MySqlSessions sessions;
  private final MySqlServer server;
  private final HalfLogins<String> halfLogins = new HalfLogins<>();
  private final Looks looks = new Looks();

  MySqlFigures(MySqlSessions sessions, MySqlServer server) {
    this.sessions = sessions;
    this.server = server;
  }

  private static void end(MySqlSession session, String number) {
    try {
      session.run(List.of(MySqlSql.kill(Long.parseLong(number))));
    } catch (SQLException gone) {
      LOG.debug("Session {} ended by itself: {}", number, gone.getMessage());
    }
  }

  /** By the session that is kept for its figures: with all connections taken, none is to be had. */
  void endHalfLogins(InstanceFiles files, InstanceRecord instance) {
    int size = server.findQuickly(files).map(Tally::threads).orElse(0);
    if (size == 0 || (sessions.has(instance) && !looks.isDue(instance.id(), size))) {
      return;
    }
    try {
      int ended =
          sessions.askBriefly(
              instance,
              session -> {
                var now = session.names(MySqlSql.halfLogins());
                looks.done(instance.id(), size, now.size() <= HalfLogins.HARMLESS);
                var stuck = halfLogins.look(instance.id(), now);
                for (var each : stuck) {
                  end(session, each);
                }
                return stuck.size();
              });
      if (ended > 0) {
        LOG.warn("{}: {} logins that do not go on were ended", instance.id(), ended);
      }
    } catch (SQLException e) {
      LOG.debug("Logins of {} are not looked at: {}", instance.id(), e.getMessage());
    }
  }

  Map<String, String> settings(InstanceRecord instance) {
    try (var session = sessions.open(instance)) {
      var all = session.texts(MySqlSql.settings());
      all.keySet().retainAll(MySqlCatalogue.ALL.names());
      return all;
    } catch (SQLException e) {
      LOG.debug("No settings of {}: {}", instance.id(), e.getMessage());
      return Map.of();
    }
  }

  Optional<Statistics> statistics(InstanceRecord instance) {
    try {
      return Optional.of(
          MySqlStatistics.of(
              sessions.askBriefly(instance, session -> session.texts(MySqlSql.statistics()))));
    } catch (SQLException e) {
      LOG.debug("No statistics of {}: {}", instance.id(), e.getMessage());
      return Optional.empty();
    }
  }
}
