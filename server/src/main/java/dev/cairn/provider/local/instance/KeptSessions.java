package dev.cairn.provider.local.instance;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One session an instance, kept for what is asked again and again: a new one costs both sides some
 * ten milliseconds of processor, the question a fraction of one. A session belongs to whoever asks
 * until the answer is there.
 *
 * @param <E> what tells that a session broke, or that there is none to be had
 */
public final class KeptSessions<S extends AutoCloseable, E extends Exception> {
  private static final Logger LOG = LoggerFactory.getLogger(KeptSessions.class);

  private final Map<String, Kept<S>> sessions = new HashMap<>();

  /** How often any was forgotten: who asked before that gives nothing back. */
  private long forgotten;

  private record Kept<S>(S session, int port) {}

  private record Taken<S>(long before, Optional<S> session) {}

  /** Logs in. */
  @FunctionalInterface
  public interface Login<S, E extends Exception> {
    S open() throws E;
  }

  /** Asks. */
  @FunctionalInterface
  public interface Question<S, T, E extends Exception> {
    T ask(S session) throws E;
  }

  /** The answer; a session that broke since the last question is replaced by a new one. */
  public <T> T ask(InstanceRecord instance, Login<S, E> login, Question<S, T, E> question)
      throws E {
    var taken = take(instance);
    if (taken.session().isPresent()) {
      try {
        return ask(instance, taken.session().get(), taken.before(), question);
      } catch (Exception e) {
        LOG.debug("The kept session of {} broke: {}", instance.id(), e.getMessage());
      }
    }
    return ask(instance, login.open(), taken.before(), question);
  }

  /**
   * As {@link #ask}, of what is not to be begun twice: a kept session is asked the first question,
   * and only where it breaks at that is there a new one.
   */
  public <T> T askOnce(
      InstanceRecord instance,
      Login<S, E> login,
      Question<S, ?, E> first,
      Question<S, T, E> question)
      throws E {
    var taken = take(instance);
    if (taken.session().isPresent() && answers(instance, taken.session().get(), first)) {
      return ask(instance, taken.session().get(), taken.before(), question);
    }
    return ask(
        instance,
        login.open(),
        taken.before(),
        session -> {
          var _ = first.ask(session);
          return question.ask(session);
        });
  }

  private boolean answers(InstanceRecord instance, S session, Question<S, ?, E> first) {
    try {
      var _ = first.ask(session);
      return true;
    } catch (Exception e) {
      LOG.debug("The kept session of {} broke: {}", instance.id(), e.getMessage());
      close(session);
      return false;
    }
  }

  /** The session is the caller's now. */
  private Taken<S> take(InstanceRecord instance) {
    long before;
    Optional<Kept<S>> known;
    synchronized (this) {
      before = forgotten;
      known = Optional.ofNullable(sessions.remove(instance.id()));
    }
    var fit = known.filter(kept -> kept.port() == instance.port());
    if (fit.isEmpty()) {
      known.ifPresent(kept -> close(kept.session()));
    }
    return new Taken<>(before, fit.map(Kept::session));
  }

  private <T> T ask(InstanceRecord instance, S session, long before, Question<S, T, E> question)
      throws E {
    boolean answered = false;
    try {
      var answer = question.ask(session);
      answered = true;
      return answer;
    } finally {
      if (answered) {
        giveBack(instance, session, before).ifPresent(this::close);
      } else {
        close(session);
      }
    }
  }

  /** What is to be closed: another one, or this where its server may be gone meanwhile. */
  private synchronized Optional<S> giveBack(InstanceRecord instance, S session, long before) {
    return before == forgotten
        ? Optional.ofNullable(sessions.put(instance.id(), new Kept<>(session, instance.port())))
            .map(Kept::session)
        : Optional.of(session);
  }

  /** Whether one is there to ask in, also where no other can log in any more. */
  public synchronized boolean has(InstanceRecord instance) {
    return Optional.ofNullable(sessions.get(instance.id()))
        .filter(kept -> kept.port() == instance.port())
        .isPresent();
  }

  /** Before the server stops: it need not send us away. */
  public void forget(String instanceId) {
    Optional<Kept<S>> known;
    synchronized (this) {
      forgotten++;
      known = Optional.ofNullable(sessions.remove(instanceId));
    }
    known.ifPresent(kept -> close(kept.session()));
  }

  private void close(S session) {
    try {
      session.close();
    } catch (Exception e) {
      LOG.debug("A session was broken already: {}", e.toString());
    }
  }
}
