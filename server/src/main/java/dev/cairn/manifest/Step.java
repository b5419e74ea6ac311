package dev.cairn.manifest;

import dev.cairn.core.Name;
import dev.cairn.core.StageRef;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.DatabaseSpec;
import dev.cairn.database.ResizeSpec;
import dev.cairn.database.TuningSpec;
import dev.cairn.replication.ReplicaSpec;
import dev.cairn.service.ServiceSpec;
import dev.cairn.stack.StageSpec;
import java.util.Map;

/** One thing to do to get from what is there to what a manifest wants. */
sealed interface Step {
  record CreateStack(Name stack) implements Step {}

  record CreateStage(StageSpec spec) implements Step {}

  record Configure(StageRef stage, ServiceSpec spec) implements Step {}

  record Add(DatabaseSpec spec, String target) implements Step {}

  /**
   * Adds a replica.
   *
   * @param tuning what it is to have otherwise than its primary, once it is there
   */
  record AddReplica(ReplicaSpec spec, String target, TuningSpec tuning) implements Step {}

  /** Where {@code replaced}, one is attached already and is reached otherwise from now on. */
  record Attach(DatabaseRef ref, AttachedEntry entry, boolean replaced) implements Step {}

  record Resize(DatabaseRef ref, ResizeSpec spec) implements Step {}

  record Tune(DatabaseRef ref, TuningSpec spec) implements Step {}

  /** Has the application beside a database read from there. */
  record ReadFrom(DatabaseRef ref, DatabaseRef from) implements Step {}

  /** Where {@code deployed}, a deploy follows that hands them over. */
  record SetVariables(StageRef stage, Map<String, String> values, boolean deployed)
      implements Step {}

  record Deploy(StageRef stage) implements Step {}
}
