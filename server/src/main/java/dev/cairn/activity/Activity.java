package dev.cairn.activity;

import dev.cairn.core.Actor;
import dev.cairn.db.Json;
import dev.cairn.db.StateDatabase;
import dev.cairn.db.Transaction;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes and reads the record of changes and reveals. */
public final class Activity {
  private final ActivityStore store;

  public Activity(StateDatabase state) {
    this.store = state.store(ActivityStore.class);
  }

  /** In the caller's transaction: the entry is there if and only if the change is. */
  public void record(
      Transaction transaction,
      Actor actor,
      String action,
      String target,
      Map<String, String> details) {
    transaction
        .attach(ActivityStore.class)
        .insert(actor.name(), action, target, Json.write(details));
  }

  /** For what changes no row of Cairn's own, such as the reveal of a secret. */
  public void record(Actor actor, String action, String target, Map<String, String> details) {
    store.insert(actor.name(), action, target, Json.write(details));
  }

  /** Newest first; of one target and what is below it. */
  public List<ActivityEntry> list(Optional<String> target, int limit) {
    return store.list(target.orElse(""), limit);
  }
}
