package dev.cairn.secret;

import dev.cairn.activity.Activity;
import dev.cairn.core.Actor;
import dev.cairn.core.Problem;
import dev.cairn.db.StateDatabase;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes the key that seals: a new one comes into the file, everything is sealed anew with it, the
 * old one leaves the file. At every instant everything sealed opens with the file on the disk; a
 * change that was interrupted is finished when it is asked for again.
 *
 * <p>The key that engines' administrator passwords derive from stays: another would change them all
 * on engines that run.
 */
public final class Rekey {
  /** Of no stack; activity entries need a target. */
  public static final String TARGET = "master-key";

  private static final Logger LOG = LoggerFactory.getLogger(Rekey.class);

  /** What is written while rows are sealed anew is sealed with the new key; one round suffices. */
  private static final int MOST_ROUNDS = 3;

  private final StateDatabase state;
  private final Activity activity;
  private final MasterKey key;
  private final List<SealedRows> all;
  private final ReentrantLock running = new ReentrantLock();

  public Rekey(StateDatabase state, Activity activity, MasterKey key, List<SealedRows> all) {
    this.state = state;
    this.activity = activity;
    this.key = key;
    this.all = List.copyOf(all);
  }

  /**
   * What was done.
   *
   * @param resealed how many rows, by what they are
   * @param resumed whether an interrupted change was finished and so no key made
   */
  public record Outcome(Map<String, Integer> resealed, boolean resumed) {}

  /**
   * Does all of it, in this thread: some milliseconds for hundreds of secrets.
   *
   * @throws dev.cairn.core.ProblemException {@code rekey-running}, {@code rekey-waits}, {@code
   *     master-key-changed}; {@code master-key-mismatch} where something opens with no key of the
   *     file: then the old key stays
   */
  public Outcome run(Actor actor) {
    if (!running.tryLock()) {
      throw Problem.conflict(
              "rekey-running",
              "The master key is being changed already.",
              "Wait a moment; it ends by itself.")
          .toException();
    }
    try {
      activity.record(actor, "start-rekey", TARGET, Map.of());
      boolean made = addKey();
      var resealed = reseal();
      dropOldKey();
      var details = new TreeMap<String, String>();
      resealed.forEach((noun, count) -> details.put(noun + ".resealed", count.toString()));
      activity.record(actor, "rekey", TARGET, details);
      LOG.info("Changed the key that seals: {} sealed anew", resealed);
      return new Outcome(resealed, !made);
    } finally {
      running.unlock();
    }
  }

  /**
   * From its return on nothing is written that is sealed with another key than the newest.
   *
   * @return whether a key was made
   */
  boolean addKey() {
    boolean made = key.addSealingKey();
    try {
      state.transaction(
          transaction -> {
            var lock = transaction.attach(SealingLock.class);
            lock.waitTenSeconds();
            return lock.alone();
          });
    } catch (UnableToExecuteStatementException e) {
      if (!(e.getCause() instanceof SQLException cause
          && SealingLock.NOT_GRANTED.equals(cause.getSQLState()))) {
        throw e;
      }
      throw Problem.unavailable(
              "rekey-waits",
              "Something has been writing secrets for ten seconds; the old key is still needed.",
              "Run it again: everything opens meanwhile, and it goes on where it stopped.")
          .toException(e);
    }
    return made;
  }

  Map<String, Integer> reseal() {
    var resealed = new LinkedHashMap<String, Integer>();
    for (var rows : all) {
      int found = rows.resealAll();
      resealed.put(rows.noun(), found);
      for (int round = 1; found > 0; round++) {
        if (round > MOST_ROUNDS) {
          throw new IllegalStateException(found + " " + rows.noun() + " stay sealed with old keys");
        }
        found = rows.resealAll();
      }
    }
    return resealed;
  }

  void dropOldKey() {
    key.dropOlderSealingKeys();
  }
}
