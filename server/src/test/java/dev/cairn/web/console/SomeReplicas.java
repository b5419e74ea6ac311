package dev.cairn.web.console;

import dev.cairn.core.Name;
import dev.cairn.core.Sensitive;
import dev.cairn.core.StageRef;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.DatabaseSpec;
import dev.cairn.db.StateDatabase;
import dev.cairn.engine.Engine;
import dev.cairn.engine.Tuning;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.Login;
import dev.cairn.provider.Replication;
import dev.cairn.replication.ReplicaSpec;
import dev.cairn.stack.StageSpec;
import java.util.List;
import java.util.Optional;

/** Databases of a bench that run and follow one another, as operations leave them. */
record SomeReplicas(ConsoleBench bench, StateDatabase state) {
  StageRef stage(String name) {
    var ref = new StageRef(bench.stage.stack(), new Name(name));
    bench.stacks.createStage(
        ConsoleBench.ANNA,
        new StageSpec(ref, Optional.empty(), Optional.empty(), Optional.empty()));
    return ref;
  }

  /** A database that runs. */
  Database primary(StageRef stage, Engine engine) {
    var ref = new DatabaseRef(stage, engine);
    bench.databases.add(ConsoleBench.ANNA, DatabaseSpec.of(ref), Optional.empty());
    ensure(bench.databases.get(ref), Replication.NONE);
    return settled(ref);
  }

  /** A replica that runs. */
  Database replica(StageRef stage, Database primary) {
    var ref = new DatabaseRef(stage, primary.ref().engine());
    bench.replicas.add(ConsoleBench.ANNA, ReplicaSpec.of(ref, primary.ref()), Optional.empty());
    var replica = bench.databases.get(ref);
    var all = bench.replicas.listOf(primary.ref()).stream().map(Database::identifier).toList();
    ensure(primary, new Replication(Optional.empty(), all, List.of()));
    var followed = new Replication.Primary(primary.identifier(), primary.type(), Tuning.NONE);
    ensure(replica, new Replication(Optional.of(followed), List.of(), List.of()));
    return settled(ref);
  }

  private void ensure(Database database, Replication replication) {
    bench.provider.ensure(
        new DatabaseInstance(
            database.identifier(),
            database.ref().engine(),
            database.version(),
            database.type(),
            database.storage(),
            Optional.of(database.ref().stage()),
            database.database(),
            List.of(new Login(database.username(), Sensitive.of("secret"))),
            false,
            Optional.empty(),
            Tuning.NONE,
            replication),
        _ -> {});
  }

  /** As the operation leaves it that makes it. */
  Database settled(DatabaseRef ref) {
    state.transaction(
        transaction ->
            transaction
                    .handle()
                    .execute(
                        "update database set status = 'AVAILABLE', host = '127.0.0.1',"
                            + " container_host = '127.0.0.1',"
                            + " port = (select coalesce(max(port), 20000) + 1 from database)"
                            + " where identifier = ?",
                        bench.databases.get(ref).identifier())
                + transaction
                    .handle()
                    .execute(
                        "update operation set status = 'SUCCEEDED', finished_at = now()"
                            + " where target = ?",
                        ref.toString()));
    return bench.databases.get(ref);
  }
}
