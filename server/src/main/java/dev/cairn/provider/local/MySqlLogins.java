package dev.cairn.provider.local;

import dev.cairn.core.Sensitive;
import dev.cairn.engine.mysql.CachingSha2Verifier;
import dev.cairn.engine.mysql.MySqlAccounts;
import dev.cairn.engine.mysql.MySqlAccounts.Account;
import dev.cairn.engine.mysql.MySqlSql;
import dev.cairn.provider.Login;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The application's accounts and sessions of an instance. */
final class MySqlLogins {
  private static final Logger LOG = LoggerFactory.getLogger(MySqlLogins.class);

  /** No such session: it ended by itself. */
  private static final int GONE = 1094;

  private static final int PATIENCE_SECONDS = 5;

  private final CertificateAuthority authority;

  MySqlLogins(CertificateAuthority authority) {
    this.authority = authority;
  }

  /** An account as found. */
  private record Known(String verifier, boolean isLocked) {}

  /** Makes exactly these logins be in force, from this machine and from the stage's network. */
  void admit(
      MySqlSession session,
      InstanceRecord instance,
      List<Login> logins,
      Function<Sensitive<String>, String> verifiers)
      throws SQLException {
    var known = known(session);
    var wanted = new HashSet<Account>();
    var statements = new ArrayList<String>();
    for (var login : logins) {
      var accounts = MySqlAccounts.of(login.username(), instance.findSubnet());
      wanted.addAll(accounts);
      if (!accounts.stream().allMatch(it -> isIn(Optional.ofNullable(known.get(it)), login))) {
        LOG.info("{} lets {} log in", instance.id(), login.username());
        var verifier = verifiers.apply(login.password());
        accounts.forEach(
            it -> statements.addAll(MySqlSql.admit(instance.database(), it, verifier)));
      }
    }
    var revoked = new HashSet<String>();
    known.forEach(
        (account, state) -> {
          if (!wanted.contains(account)) {
            if (!state.isLocked()) {
              LOG.info("{} lets {} log in no more", instance.id(), account);
              statements.add(MySqlSql.lock(account));
            }
            // Also of one found locked: killed right after that, we ended none of its sessions.
            revoked.add(account.user());
          }
        });
    session.run(statements);
    logins.forEach(login -> revoked.remove(login.username()));
    endSessions(session, revoked);
  }

  private static Map<Account, Known> known(MySqlSession session) throws SQLException {
    var known = new HashMap<Account, Known>();
    for (var row : session.rows(MySqlSql.accounts())) {
      known.put(new Account(row.get(0), row.get(1)), new Known(row.get(2), row.get(3).equals("1")));
    }
    return known;
  }

  private static boolean isIn(Optional<Known> account, Login login) {
    return account
        .filter(it -> !it.isLocked())
        .filter(it -> CachingSha2Verifier.matches(it.verifier(), login.password()))
        .isPresent();
  }

  private static void endSessions(MySqlSession session, Set<String> users) throws SQLException {
    for (var user : users) {
      kill(session, session.names(MySqlSql.sessions(), user));
    }
  }

  private static void kill(MySqlSession session, List<String> ids) throws SQLException {
    for (var id : ids) {
      try {
        session.run(List.of(MySqlSql.kill(Long.parseLong(id))));
      } catch (SQLException e) {
        if (e.getErrorCode() != GONE) {
          throw e;
        }
      }
    }
  }

  /** Logs in with each, as the application does. */
  void verify(InstanceRecord instance, List<Login> logins) throws SQLException {
    for (var login : logins) {
      MySqlSession.verify(
          instance.port(), instance.database(), login.username(), login.password(), authority);
    }
  }

  /** Whether each of them is let in. */
  boolean allIn(InstanceRecord instance, List<Login> logins) throws SQLException {
    try {
      verify(instance, logins);
      return true;
    } catch (SQLException e) {
      if (MySqlSession.isRefusedLogin(e)) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Refuses writes, also those of transactions that are open, or takes them again. Who holds a lock
   * on whole tables is waited for a moment and then ended.
   */
  void setReadOnly(MySqlSession session, boolean isReadOnly) throws SQLException {
    session.run(List.of(MySqlSql.waitForLocks(PATIENCE_SECONDS)));
    try {
      session.run(List.of(MySqlSql.readOnly(isReadOnly)));
    } catch (SQLException locked) {
      LOG.info("Ending sessions that hold tables: {}", locked.getMessage());
      kill(session, session.names(MySqlSql.writers()));
      session.run(List.of(MySqlSql.readOnly(isReadOnly)));
    }
  }
}
