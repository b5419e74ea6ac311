package dev.cairn.provider.local.mysql;

import dev.cairn.core.ProblemException;
import dev.cairn.core.Sensitive;
import dev.cairn.provider.local.instance.CertificateAuthority;
import dev.cairn.provider.local.instance.EngineProcess;
import dev.cairn.provider.local.instance.InstanceRecord;
import dev.cairn.provider.local.instance.KeptSessions;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.function.Function;

/** Cairn's own sessions with the instances of a home, as their administrator. */
final class MySqlSessions {
  /** MySQL cuts what a replica is to log in with. dev.mysql.com/doc/refman, START REPLICA */
  private static final int LONGEST = 32;

  private final CertificateAuthority authority;
  private final Function<String, Sensitive<String>> passwords;
  private final KeptSessions<MySqlSession, SQLException> kept = new KeptSessions<>();

  MySqlSessions(CertificateAuthority authority, Function<String, Sensitive<String>> passwords) {
    this.authority = authority;
    this.passwords = passwords;
  }

  /** What servers know each other's certificates by. */
  Path authority() {
    return authority.certificate().toAbsolutePath();
  }

  Sensitive<String> administratorsPassword(InstanceRecord instance) {
    return passwords.apply(instance.administeredAs());
  }

  /** By which a replica logs in to its primary: a copy's is the same. */
  Sensitive<String> replicationPassword(InstanceRecord instance) {
    var password = passwords.apply(instance.replicatedAs()).reveal();
    return Sensitive.of(password.substring(0, Math.min(LONGEST, password.length())));
  }

  /** A session of its own, to be closed. */
  MySqlSession open(InstanceRecord instance) throws SQLException {
    return MySqlSession.administer(instance.port(), administratorsPassword(instance), authority);
  }

  /** As {@link #open}, for a statement that takes as long as it takes. */
  MySqlSession openPatiently(InstanceRecord instance) throws SQLException {
    return MySqlSession.administerPatiently(
        instance.port(), administratorsPassword(instance), authority);
  }

  /** In the session that is kept for what is asked again and again. */
  <T> T ask(InstanceRecord instance, KeptSessions.Question<MySqlSession, T, SQLException> question)
      throws SQLException {
    return kept.ask(instance, () -> open(instance), question);
  }

  /** As {@link #ask}, of one that may be mute: it has two seconds for each answer. */
  <T> T askBriefly(
      InstanceRecord instance, KeptSessions.Question<MySqlSession, T, SQLException> question)
      throws SQLException {
    return kept.ask(
        instance,
        () ->
            MySqlSession.administerBriefly(
                instance.port(), administratorsPassword(instance), authority),
        session -> {
          session.beBrief(true);
          var answer = question.ask(session);
          session.beBrief(false);
          return answer;
        });
  }

  /**
   * As {@link #ask}, of one that should answer.
   *
   * @throws ProblemException {@code database-not-answering}
   */
  <T> T require(
      InstanceRecord instance, KeptSessions.Question<MySqlSession, T, SQLException> question) {
    try {
      return ask(instance, question);
    } catch (SQLException e) {
      throw unanswering(instance, e);
    }
  }

  /** Whether there is one to ask in, also where no other could log in. */
  boolean has(InstanceRecord instance) {
    return kept.has(instance);
  }

  /** Before the server stops. */
  void forget(String instanceId) {
    kept.forget(instanceId);
  }

  static ProblemException unanswering(InstanceRecord instance, SQLException cause) {
    return EngineProcess.unanswering(instance, reason(cause), cause);
  }

  static String reason(SQLException cause) {
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("no reason");
  }
}
