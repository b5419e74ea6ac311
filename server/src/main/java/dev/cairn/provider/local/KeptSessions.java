package dev.cairn.provider.local;

import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One session an instance, kept for what is asked again and again: a new one costs both sides some
 * ten milliseconds of processor, the question a fraction of one. A session belongs to whoever asks
 * until the answer is there.
 */
final class KeptSessions<S extends AutoCloseable> {
  private static final Logger LOG = LoggerFactory.getLogger(KeptSessions.class);

  private final Map<String, Kept<S>> sessions = new ConcurrentHashMap<>();

  private record Kept<S>(S session, int port) {}

  /** Logs in. */
  @FunctionalInterface
  interface Login<S> {
    S open() throws SQLException;
  }

  /** Asks. */
  @FunctionalInterface
  interface Question<S, T> {
    T ask(S session) throws SQLException;
  }

  /** The answer; a session that broke since the last question is replaced by a new one. */
  <T> T ask(InstanceRecord instance, Login<S> login, Question<S, T> question) throws SQLException {
    var known = Optional.ofNullable(sessions.remove(instance.id()));
    if (known.isPresent()) {
      var kept = known.get();
      if (kept.port() == instance.port()) {
        try {
          return ask(instance, kept.session(), question);
        } catch (SQLException e) {
          LOG.debug("The kept session of {} broke: {}", instance.id(), e.getMessage());
        }
      } else {
        close(kept.session());
      }
    }
    return ask(instance, login.open(), question);
  }

  private <T> T ask(InstanceRecord instance, S session, Question<S, T> question)
      throws SQLException {
    boolean answered = false;
    try {
      var answer = question.ask(session);
      answered = true;
      return answer;
    } finally {
      if (answered) {
        Optional.ofNullable(sessions.put(instance.id(), new Kept<>(session, instance.port())))
            .ifPresent(other -> close(other.session()));
      } else {
        close(session);
      }
    }
  }

  /** Before the server stops: it need not send us away. */
  void forget(String instanceId) {
    Optional.ofNullable(sessions.remove(instanceId)).ifPresent(kept -> close(kept.session()));
  }

  private void close(S session) {
    try {
      session.close();
    } catch (Exception e) {
      LOG.debug("A session was broken already: {}", e.toString());
    }
  }
}
