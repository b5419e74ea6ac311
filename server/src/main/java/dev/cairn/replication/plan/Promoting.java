package dev.cairn.replication.plan;

import dev.cairn.operation.Operation;
import java.util.Set;

/** Operations by which a replica takes the writes of its primary. */
public final class Promoting {
  public static final Set<String> KINDS = Set.of(PlannedPromotion.KIND, UnplannedPromotion.KIND);

  private Promoting() {}

  public static boolean is(Operation operation) {
    return KINDS.contains(operation.kind());
  }
}
