package dev.cairn.provider.local.mysql;

import dev.cairn.core.Sensitive;
import dev.cairn.engine.mysql.CachingSha2Verifier;
import dev.cairn.engine.mysql.MySqlAccounts;
import dev.cairn.engine.mysql.MySqlAccounts.Account;
import dev.cairn.engine.mysql.MySqlSql;
import dev.cairn.provider.Login;
import dev.cairn.provider.local.instance.CertificateAuthority;
import dev.cairn.provider.local.instance.InstanceFiles;
import dev.cairn.provider.local.instance.InstanceRecord;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The application's accounts and sessions of an instance.
 *
 * <p>A user may have two passwords at once, and MySQL does not remember which of them a session
 * gave. So the account notes which session was the newest when a password came: whoever connected
 * before cannot have given it, and goes when the other password does.
 */
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
  record Known(
      Account account,
      String verifier,
      String second,
      boolean isLocked,
      String since,
      boolean isOfWall) {

    static Known of(List<String> row) {
      return new Known(
          new Account(row.get(0), row.get(1)),
          row.get(2),
          row.get(3),
          row.get(4).equals("1"),
          row.get(5),
          row.get(6).equals("true"));
    }

    boolean isFirst(Sensitive<String> password) {
      return CachingSha2Verifier.matches(verifier, password);
    }

    boolean isSecond(Sensitive<String> password) {
      return CachingSha2Verifier.matches(second, password);
    }

    boolean takes(Sensitive<String> password) {
      return !isLocked && (isFirst(password) || isSecond(password));
    }
  }

  /** Passwords of each user, the current first. */
  static Map<String, List<Sensitive<String>>> byUser(List<Login> logins) {
    var all = new LinkedHashMap<String, List<Sensitive<String>>>();
    for (var login : logins) {
      all.computeIfAbsent(login.username(), _ -> new ArrayList<>()).add(login.password());
    }
    return all;
  }

  static List<Known> known(MySqlSession session) throws SQLException {
    return session.rows(MySqlSql.accounts()).stream().map(Known::of).toList();
  }

  /**
   * Makes exactly these logins be in force, from this machine and from the stage's network.
   *
   * @param start tells one start of the server from another
   */
  void admit(
      MySqlSession session,
      InstanceFiles files,
      InstanceRecord instance,
      List<Login> logins,
      String start,
      Function<Sensitive<String>, String> verifiers)
      throws SQLException {
    var known = known(session);
    var wanted = byUser(logins);
    for (var user : wanted.entrySet()) {
      var account = MySqlAccounts.of(user.getKey());
      var wall = MySqlAccounts.wall(user.getKey(), instance.subnets());
      var found = known.stream().filter(it -> it.account().equals(account)).findFirst();
      if (!known.stream().map(Known::account).toList().containsAll(wall)) {
        session.run(List.of(MySqlSql.wall(wall)));
      }
      if (found.isEmpty() || found.get().isLocked()) {
        LOG.info("{} lets {} log in", instance.id(), account.user());
        var all = user.getValue().stream().map(verifiers).toList();
        session.run(MySqlSql.admit(instance.database(), account, all));
      } else {
        change(session, instance, found.get(), user.getValue(), start, verifiers);
      }
      drop(
          session,
          known.stream()
              .filter(Known::isOfWall)
              .map(Known::account)
              .filter(it -> it.user().equals(account.user()) && !wall.contains(it))
              .toList());
    }
    retire(session, files, instance, known, List.copyOf(wanted.keySet()));
  }

  /** From the passwords that an account has to those that it is to have. */
  private void change(
      MySqlSession session,
      InstanceRecord instance,
      Known known,
      List<Sensitive<String>> wanted,
      String start,
      Function<Sensitive<String>, String> verifiers)
      throws SQLException {
    var account = known.account();
    var missing = wanted.stream().filter(it -> !known.takes(it)).toList();
    boolean keepsFirst = wanted.stream().anyMatch(known::isFirst);
    var since = missing.isEmpty() ? known.since() : now(session, start);
    if (!missing.isEmpty()) {
      LOG.info("{} gives {} a password", instance.id(), account.user());
      if (missing.size() > 1) {
        session.run(
            List.of(MySqlSql.password(account, verifiers.apply(missing.getLast()), false, since)));
      }
      var further = missing.size() > 1 || keepsFirst;
      session.run(
          List.of(MySqlSql.password(account, verifiers.apply(missing.getFirst()), further, since)));
    } else if (!keepsFirst) {
      // Back to the one of before: of the sessions there are, any may have given that.
      since = "";
      session.run(
          List.of(MySqlSql.password(account, verifiers.apply(wanted.getFirst()), false, since)));
    }
    if (wanted.size() > 1) {
      return;
    }
    if (!known.second().isEmpty()) {
      LOG.info("{} takes a password from {}", instance.id(), account.user());
      session.run(List.of(MySqlSql.discardSecond(account)));
    }
    // Also where it has no second one: killed right after that went, we ended none of its sessions.
    if (!since.isEmpty()) {
      int ended = endSessions(session, account.user(), since, start);
      session.run(List.of(MySqlSql.forgetSince(account)));
      LOG.info("{} ended {} sessions of {}", instance.id(), ended, account.user());
    }
  }

  /**
   * What accounts note is of another server where this one was a replica: of two passwords, its
   * sessions may have given either.
   */
  void noteSessions(MySqlSession session, String start) throws SQLException {
    for (var one : known(session)) {
      if (!one.isLocked() && !one.second().isEmpty() && !one.since().startsWith(start + ":")) {
        var newest = session.names(MySqlSql.newestSession()).getFirst();
        session.run(List.of(MySqlSql.keepSince(one.account(), start + ":" + newest)));
      }
    }
  }

  private static String now(MySqlSession session, String start) throws SQLException {
    return start + ":" + session.names(MySqlSql.sessionNumber()).getFirst();
  }

  private static int endSessions(MySqlSession session, String user, String since, String start)
      throws SQLException {
    if (!since.startsWith(start + ":")) {
      return 0;
    }
    long newest = Long.parseLong(since.substring(start.length() + 1));
    var ids =
        session.names(MySqlSql.sessions(), user).stream()
            .filter(id -> Long.parseLong(id) <= newest)
            .toList();
    kill(session, ids);
    return ids.size();
  }

  /**
   * Accounts by which nobody is to log in any more. Who has no other is locked out at once; what
   * one defined becomes that of the current user, and then it goes: an account narrower than the
   * user's would be taken for it.
   *
   * @param users that may log in, the current first
   */
  void retire(
      MySqlSession session,
      InstanceFiles files,
      InstanceRecord instance,
      List<Known> known,
      List<String> users)
      throws SQLException {
    var retired =
        known.stream()
            .filter(it -> !users.contains(it.account().user()) || !isOurs(it))
            .map(Known::account)
            .toList();
    var out = new LinkedHashSet<String>();
    for (var one : known) {
      var user = one.account().user();
      if (!users.contains(user)) {
        if (!one.isLocked()) {
          LOG.info("{} lets {} log in no more", instance.id(), one.account());
          session.run(List.of(MySqlSql.lock(one.account())));
        }
        // Also of one found locked: killed right after that, we ended none of its sessions.
        out.add(user);
      }
    }
    for (var user : out) {
      kill(session, session.names(MySqlSql.sessions(), user));
    }
    new MySqlOwners(session, files, instance.database())
        .bringOver(users.stream().map(MySqlAccounts::of).toList());
    drop(session, retired);
  }

  private static boolean isOurs(Known known) {
    return known.account().isUsers() || known.isOfWall();
  }

  private static void drop(MySqlSession session, List<Account> accounts) throws SQLException {
    if (!accounts.isEmpty()) {
      session.run(List.of(MySqlSql.drop(accounts)));
    }
  }

  /**
   * Has users of an earlier Cairn, of an account for each place that they come from, be as they are
   * made now. Their sessions go on, and nobody need know their passwords.
   */
  void bringOver(MySqlSession session, InstanceFiles files, InstanceRecord instance)
      throws SQLException {
    var known = known(session);
    Set<String> users = new LinkedHashSet<>();
    for (var one : known) {
      if (!one.isLocked() && users.add(one.account().user())) {
        var account = MySqlAccounts.of(one.account().user());
        var wall = MySqlAccounts.wall(account.user(), instance.subnets());
        if (!one.account().isUsers() && known.stream().noneMatch(it -> isOpen(it, account))) {
          LOG.info("{} makes {} of {}", instance.id(), account, one.account());
          session.run(List.of(MySqlSql.wall(wall)));
          session.run(MySqlSql.admit(instance.database(), account, List.of(one.verifier())));
        }
      }
    }
    if (!users.isEmpty()) {
      retire(session, files, instance, known, List.copyOf(users));
    }
  }

  private static boolean isOpen(Known known, Account account) {
    return known.account().equals(account) && !known.isLocked();
  }

  static void kill(MySqlSession session, List<String> ids) throws SQLException {
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

  /** Whether it refuses them of everybody. */
  static boolean isReadOnly(MySqlSession session) throws SQLException {
    return session.names(MySqlSql.isSuperReadOnly()).equals(List.of("1"));
  }

  /** Has a primary that was started by another than Cairn take the writes that it should. */
  void takeWrites(MySqlSession session, InstanceRecord instance) throws SQLException {
    if (isReadOnly(session)) {
      setReadOnly(session, !instance.isWritable());
    }
  }

  /**
   * Refuses writes, also those of transactions that are open, or takes them again. Who holds a lock
   * on whole tables is waited for a moment and then ended.
   */
  void setReadOnly(MySqlSession session, boolean isReadOnly) throws SQLException {
    // What Cairn itself writes, a full database still takes.
    session.run(List.of(MySqlSql.superReadOnly(false)));
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
