package dev.cairn.provider.local.mysql;

import dev.cairn.core.Problem;
import dev.cairn.core.Sentence;
import dev.cairn.engine.mysql.MySqlAccounts;
import dev.cairn.engine.mysql.MySqlAccounts.Account;
import dev.cairn.engine.mysql.MySqlConf;
import dev.cairn.engine.mysql.MySqlDatabases;
import dev.cairn.engine.mysql.MySqlSql;
import dev.cairn.provider.Login;
import dev.cairn.provider.local.instance.InstanceRecord;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a running MySQL is told of its settings and of what its users may make. */
final class MySqlTuning {
  private static final Logger LOG = LoggerFactory.getLogger(MySqlTuning.class);

  private MySqlTuning() {}

  /** Has it take what its file says, and let go of what that says no more. */
  static void settle(MySqlSession session, MySqlConf conf) throws SQLException {
    for (var name : session.names(MySqlSql.changed(conf.takenBack()))) {
      LOG.debug("Taking back {}", name);
      session.run(List.of(MySqlSql.takeBack(name)));
    }
    var known = session.texts(MySqlSql.settings());
    var statements = MySqlSql.apply(conf.liveSettings(), known);
    if (statements.isEmpty()) {
      return;
    }
    LOG.info("Changing settings of a running MySQL: {}", statements);
    for (var statement : statements) {
      try {
        session.run(List.of(statement));
      } catch (SQLException e) {
        if (e.getSQLState() == null || e.getSQLState().startsWith("08")) {
          throw e;
        }
        throw Problem.invalid(
                "setting-refused",
                "MySQL refuses "
                    + statement.replaceFirst("^SET GLOBAL ", "")
                    + ": "
                    + Sentence.because(e),
                "Choose another value; the database goes on as it was.")
            .toException(e);
      }
    }
  }

  private static List<String> slowLog(
      MySqlSession session, InstanceRecord instance, List<Login> logins) throws SQLException {
    var readers =
        session.rows(MySqlDatabases.slowLogReaders()).stream()
            .map(row -> new Account(row.get(0), row.get(1)))
            .toList();
    if (!MySqlDatabases.logsSlowly(instance.readTuning())) {
      return readers.isEmpty() ? List.of() : MySqlDatabases.endSlowLog(readers);
    }
    return logins.stream()
        .map(it -> MySqlAccounts.of(it.username()))
        .filter(it -> !readers.contains(it))
        .map(MySqlDatabases::grantSlowLog)
        .toList();
  }

  /** Grants the databases that the application's users may make beside its own, or none. */
  static void open(MySqlSession session, InstanceRecord instance, List<Login> logins)
      throws SQLException {
    var patterns = MySqlDatabases.patterns(instance.database());
    var granted = new HashSet<List<String>>();
    var statements = new ArrayList<String>();
    boolean creates = instance.readTuning().createsDatabases();
    for (var row : session.rows(MySqlDatabases.granted())) {
      granted.add(row);
      if (!creates && patterns.contains(row.get(2))) {
        statements.add(MySqlDatabases.revoke(row.get(2), new Account(row.get(0), row.get(1))));
      }
    }
    for (var login : logins) {
      var account = MySqlAccounts.of(login.username());
      for (var pattern : creates ? patterns : List.<String>of()) {
        if (!granted.contains(List.of(account.user(), account.host(), pattern))) {
          statements.add(MySqlDatabases.grant(pattern, account));
        }
      }
    }
    statements.addAll(slowLog(session, instance, logins));
    if (!statements.isEmpty()) {
      LOG.info("{}: {}", instance.id(), statements);
      session.run(statements);
    }
  }
}
