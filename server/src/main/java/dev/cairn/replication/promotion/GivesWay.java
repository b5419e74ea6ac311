package dev.cairn.replication.promotion;

import dev.cairn.core.Actor;
import dev.cairn.core.ProblemException;
import dev.cairn.database.plan.DrillKinds;
import dev.cairn.database.plan.RepairDatabase;
import dev.cairn.operation.Operation;
import dev.cairn.operation.Operations;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What gives way to an unplanned promotion: Cairn's own repair of the primary, and drills. What
 * else a person does to one of the family is never ended.
 */
record GivesWay(Operations operations) {
  private static final Logger LOG = LoggerFactory.getLogger(GivesWay.class);

  static Predicate<Operation> to(Family family) {
    var primary = family.primary().ref().toString();
    return it ->
        it.kind().equals(DrillKinds.PROMOTION)
            || (it.kind().equals(RepairDatabase.KIND)
                && it.actor().equals(Actor.CAIRN.name())
                && it.target().equals(primary));
  }

  /** Those that are open. */
  List<Operation> list(Family family) {
    var targets = family.all().stream().map(it -> it.ref().toString()).toList();
    return targets.stream()
        .flatMap(it -> operations.listOpenBelow(it).stream())
        .filter(it -> targets.contains(it.target()))
        .filter(to(family))
        .toList();
  }

  /** Tells it to stop; it has stopped once it is open no more. */
  void end(Operation operation) {
    if (operation.cancelRequested() && operation.status() != Operation.Status.NEEDS_ATTENTION) {
      return;
    }
    try {
      var _ = operations.cancel(Actor.CAIRN, operation.id());
    } catch (ProblemException e) {
      LOG.debug("{} ends by itself: {}", operation.id(), e.getMessage());
    }
  }
}
