package dev.cairn.manifest;

import dev.cairn.core.Bytes;
import dev.cairn.core.Name;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.TuningSpec;
import dev.cairn.engine.Engine;
import dev.cairn.service.ServiceSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a {@code cairn.yaml} says; what it leaves out takes the default, or stays as it is. */
record Manifest(Name stack, Optional<ServiceSpec> service, List<StageEntry> stages) {

  /** The application as a stage is to have it. */
  Optional<ServiceSpec> serviceOf(StageEntry stage) {
    return service.map(spec -> stage.hosts().map(spec::withHosts).orElse(spec));
  }

  /**
   * A stage of it. Stages stand in their order.
   *
   * @param hosts names of its application; those of the service where not said
   */
  record StageEntry(
      Name name,
      Optional<String> target,
      Optional<String> region,
      List<DatabaseEntry> databases,
      boolean bastion,
      Map<String, String> variables,
      Optional<List<String>> hosts) {}

  /**
   * A database of a stage.
   *
   * @param replicaOf whom it is to follow
   * @param readsFrom where the application beside it is to read
   */
  record DatabaseEntry(
      Engine engine,
      Optional<String> version,
      Optional<String> type,
      Optional<Bytes> storage,
      Optional<Boolean> cacheOnly,
      Optional<AttachedEntry> attached,
      Optional<DatabaseRef> replicaOf,
      Optional<DatabaseRef> readsFrom,
      TuningSpec tuning) {}
}
