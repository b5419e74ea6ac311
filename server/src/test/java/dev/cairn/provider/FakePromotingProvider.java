package dev.cairn.provider;

import java.time.Duration;
import java.util.function.Consumer;

/** What a promotion asks of a provider, in memory. */
abstract class FakePromotingProvider extends FakeInstances implements DatabaseProvider {
  @Override
  public Progress prove(String replicaId, Duration within) {
    return commanded("prove " + replicaId).orElseGet(() -> proveNow(replicaId));
  }

  private synchronized Progress proveNow(String replicaId) {
    return promotion.prove(replicaId);
  }

  @Override
  public Progress freeze(String primaryId, String replicaId, String token) {
    return commanded("freeze " + primaryId)
        .orElseGet(() -> dyingOnCommand(() -> freezeNow(primaryId, replicaId, token)));
  }

  private synchronized Progress freezeNow(String primaryId, String replicaId, String token) {
    return promotion.freeze(primaryId, replicaId, token);
  }

  @Override
  public Progress unfreeze(String primaryId, String token) {
    return commanded("unfreeze " + primaryId).orElseGet(() -> unfreezeNow(primaryId, token));
  }

  private synchronized Progress unfreezeNow(String primaryId, String token) {
    return promotion.unfreeze(primaryId, token);
  }

  @Override
  public Progress fence(String primaryId, String token) {
    return commanded("fence " + primaryId)
        .orElseGet(() -> dyingOnCommand(() -> fenceNow(primaryId, token)));
  }

  private synchronized Progress fenceNow(String primaryId, String token) {
    return promotion.fence(primaryId, token);
  }

  @Override
  public synchronized Standing compare(String replicaId) {
    return promotion.compare(replicaId);
  }

  @Override
  public Progress promote(String replicaId, String token, Consumer<String> progress) {
    return commanded("promote " + replicaId)
        .orElseGet(() -> dyingOnCommand(() -> promoteNow(replicaId, token)));
  }

  private synchronized Progress promoteNow(String replicaId, String token) {
    return promotion.promote(replicaId, token);
  }
}
