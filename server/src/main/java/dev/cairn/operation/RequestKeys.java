package dev.cairn.operation;

import dev.cairn.core.Actor;
import dev.cairn.core.Problem;
import dev.cairn.core.Sensitive;
import dev.cairn.db.StateDatabase;
import java.util.function.Function;

/**
 * Lets an idempotency key stand for one request, whole: who sends another with it hears so, instead
 * of the answer to the first. One that was refused leaves its key free. Which operation a repeated
 * request is answered with, {@link Operations} knows.
 */
public final class RequestKeys {
  private final StateDatabase state;
  private final Function<Sensitive<String>, String> mark;

  /**
   * @param mark stands for a text without giving it away
   */
  public RequestKeys(StateDatabase state, Function<Sensitive<String>, String> mark) {
    this.state = state;
    this.mark = mark;
  }

  /** A key that stands for a request from now on; {@link #release} where it came to nothing. */
  public record Claim(Actor actor, String key, String mark) {}

  /**
   * Takes the key for a request.
   *
   * @param request for people: its method and path
   * @param whole all that tells it from another
   * @return whose it is, and whether nobody had it before
   * @throws dev.cairn.core.ProblemException {@code idempotency-key-reused}
   */
  public Taken take(Actor actor, String key, String request, Sensitive<String> whole) {
    var claim = new Claim(actor, key, mark.apply(whole));
    var store = state.store(RequestKeyStore.class);
    boolean fresh = store.insert(actor.name(), key, request, claim.mark()) == 1;
    var known = store.find(actor.name(), key);
    if (known.isPresent() && !known.get().mark().equals(claim.mark())) {
      throw Problem.conflict(
              "idempotency-key-reused",
              "The idempotency key \""
                  + key
                  + "\" was used before for another request: "
                  + known.get().request()
                  + (known.get().request().equals(request) ? ", with another body." : "."),
              "Use a new key for each request; in the console, load the page again.")
          .toException();
    }
    return new Taken(claim, fresh);
  }

  /**
   * What {@link #take} came to.
   *
   * @param fresh no request had the key before
   */
  public record Taken(Claim claim, boolean fresh) {}

  /** Sets a key free whose request was refused. */
  public void release(Claim claim) {
    state.store(RequestKeyStore.class).delete(claim.actor().name(), claim.key(), claim.mark());
  }
}
