package dev.cairn.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.Bytes;
import dev.cairn.core.Name;
import dev.cairn.core.StageRef;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseRef;
import dev.cairn.db.TestDatabase;
import dev.cairn.engine.MySql;
import dev.cairn.engine.Postgres;
import dev.cairn.provider.ReplicaStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the pages say of replicas and what their forms do, over real HTTP. */
class ReplicaPagesTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  @TempDir static Path home;

  private ConsoleBench bench;
  private SomeReplicas some;
  private StageRef prod;

  @BeforeEach
  void start() {
    bench = new ConsoleBench(DATABASE.state(), home);
    some = new SomeReplicas(bench, DATABASE.state());
    prod = some.stage("prod");
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  private static DatabaseRef postgres(StageRef stage) {
    return new DatabaseRef(stage, Postgres.INSTANCE);
  }

  private String get(String page) {
    var answer = bench.get(page);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  @Test
  void whereNothingCanBeFollowedTheChoiceSaysWhy() {
    assertThat(get(Targets.stack(prod.stack().value()) + "/new-stage"))
        .contains("No stage of " + prod.stack() + " has a PostgreSQL or MySQL that Cairn runs")
        .doesNotContain("replicaOf.postgres");
    some.primary(bench.stage, Postgres.INSTANCE);

    assertThat(get(bench.of("/databases/new")))
        .contains("id=\"no-replica\"", "No other stage of " + prod.stack())
        .doesNotContain("new?origin=replica");
    assertThat(get(bench.of("/databases/new?origin=replica")))
        .contains("Add a database to another");
    assertThat(get(Targets.stage(prod) + "/databases/new"))
        .contains("new?origin=replica")
        .doesNotContain("id=\"no-replica\"");
  }

  @Test
  void aNewStageHasAReplicaOfTheDatabaseThatWasPickedByName() {
    var primary = some.primary(prod, Postgres.INSTANCE);
    some.primary(prod, MySql.INSTANCE);
    var stages = Targets.stack(prod.stack().value());
    assertThat(get(stages + "/new-stage"))
        .contains("value=\"" + primary.ref() + "\"", "value=\"" + prod + "/mysql\"")
        .contains("No PostgreSQL", "No MySQL", "0 B used");

    var made =
        bench.post(
            stages + "/stages",
            Map.of(
                "name", "eu",
                "after", "prod",
                "origin", "replica",
                "database", "redis",
                "replicaOf.postgres", primary.ref().toString(),
                "replicaOf.mysql", ""));

    assertThat(made.statusCode()).isEqualTo(303);
    assertThat(made.headers().firstValue("Location").orElse("")).startsWith("/operations/");
    var eu = new StageRef(prod.stack(), new Name("eu"));
    assertThat(bench.databases.list(eu)).extracting(Database::ref).containsExactly(postgres(eu));
    assertThat(bench.databases.get(postgres(eu)).primary()).contains(primary.ref());
  }

  @Test
  void aNewStageIsRefusedWholeWhereNothingToFollowIsChosen() {
    some.primary(prod, Postgres.INSTANCE);
    var stages = Targets.stack(prod.stack().value()) + "/stages";

    var refused = bench.post(stages, Map.of("name", "eu", "origin", "replica"));

    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).contains("Nothing to follow is chosen.", "value=\"eu\"");
    assertThat(bench.stacks.listStages(prod.stack())).hasSize(2);
  }

  @Test
  void anExistingDatabaseIsAttachedOnceTheStageIsThere() {
    var stages = Targets.stack(prod.stack().value()) + "/stages";

    var made =
        bench.post(stages, Map.of("name", "eu", "origin", "existing", "database", "postgres"));

    assertThat(made.headers().firstValue("Location"))
        .contains(stages + "/eu/databases/new?origin=existing");
    assertThat(bench.databases.list(new StageRef(prod.stack(), new Name("eu")))).isEmpty();
  }

  @Test
  void aReplicaIsAddedToAStageThatIsThere() {
    var primary = some.primary(prod, Postgres.INSTANCE);
    bench.provider.beUnfollowable(primary.identifier(), "it keeps no log of its writes");
    var page = get(bench.of("/databases/new?origin=replica"));
    assertThat(page)
        .contains("value=\"" + primary.ref() + "\"", "PG_READER_HOST", "PG_PASSWORD")
        .contains("It restarts once first", "it keeps no log of its writes.");
    var form = Map.of("primary", primary.ref().toString(), "postgres.storage", "5");

    var small = bench.post(bench.of("/databases/replica"), form);
    assertThat(small.statusCode()).isEqualTo(422);
    assertThat(small.body()).contains("at least 10 GiB", "id=\"postgres.storage-error\"");
    var added =
        bench.post(
            bench.of("/databases/replica"),
            Map.of("primary", primary.ref().toString(), "postgres.storage", "20"));

    assertThat(added.statusCode()).isEqualTo(303);
    var replica = bench.databases.get(postgres(bench.stage));
    assertThat(replica.primary()).contains(primary.ref());
    assertThat(replica.storage()).isEqualTo(Bytes.ofGib(20));
  }

  @Test
  void thePageOfAReplicaSaysHowItFollowsAndLeavesToThePrimaryWhatIsThePrimarys() {
    var primary = some.primary(prod, Postgres.INSTANCE);
    var replica = some.replica(bench.stage, primary);
    var page = bench.of("/databases/postgres");

    assertThat(get(page))
        .contains("Replica of", "href=\"" + Targets.database(primary.ref()) + "\"", "Streaming")
        .contains("action=\"" + page + "/rebuild", "No data are lost", "PG_READER_URL")
        .doesNotContain(page + "/rotation", "Final backup", "id=\"extensions\"", "createDatabases");

    bench.provider.follow(replica.identifier(), ReplicaStatus.State.CATCHING_UP, Bytes.ofMib(3));
    assertThat(get(page + "/replication")).contains("Catching up", "3 MiB");
    bench.provider.follow(replica.identifier(), ReplicaStatus.State.LOST, new Bytes(0));
    assertThat(get(page + "/replication")).contains("Lost", "anew by itself.");
    bench.provider.crash(replica.identifier());
    assertThat(get(page + "/replication")).contains("Broken", "One is away.", "unknown");
  }

  @Test
  void thePageOfAPrimaryNamesItsReplicasAndDoesNotOfferToRemoveIt() {
    var primary = some.primary(prod, Postgres.INSTANCE);
    var page = Targets.database(primary.ref());
    assertThat(get(page))
        .contains("None yet.", "new-stage?replicaOf=" + primary.ref())
        .contains(bench.of("/databases/new?origin=replica&amp;of=" + primary.ref()))
        .contains("action=\"" + page + "/remove");

    some.replica(bench.stage, primary);

    assertThat(get(page))
        .contains("href=\"" + bench.of("/databases/postgres") + "\"", "Streaming", "0 B to replay")
        .contains("cannot be removed while it has replicas")
        .doesNotContain("action=\"" + page + "/remove");
  }

  @Test
  void aReplicaIsCopiedAnewAndRemovedFromItsPage() {
    var primary = some.primary(prod, Postgres.INSTANCE);
    var ref = some.replica(bench.stage, primary).ref();
    bench.provider.crash(primary.identifier());

    var begun = bench.post(bench.of("/databases/postgres/rebuild"), Map.of());
    assertThat(begun.statusCode()).isEqualTo(303);
    assertThat(bench.operations.listOpenBelow(ref.toString()).getFirst().kind())
        .isEqualTo("rebuild-replica");
    var again = bench.post(bench.of("/databases/postgres/rebuild"), Map.of());
    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(again.body()).contains("id=\"rebuild\"", "role=\"alert\"");
    some.settled(ref);

    var form = Map.of("confirm", ref.toString(), "finalBackup", "skip");
    assertThat(bench.post(bench.of("/databases/postgres/remove"), form).statusCode())
        .isEqualTo(303);
    assertThat(bench.operations.listOpenBelow(ref.toString()).getFirst().kind())
        .isEqualTo("remove-replica");
  }

  @Test
  void whoFollowsWhomIsDrawnOnceSomebodyDoes() {
    var primary = some.primary(prod, Postgres.INSTANCE);
    var stack = Targets.stack(prod.stack().value());
    assertThat(get(stack)).doesNotContain("id=\"topology\"");

    some.replica(bench.stage, primary);

    for (var page : List.of(stack, stack + "/replication", bench.of("/databases"))) {
      assertThat(get(page))
          .as(page)
          .contains("id=\"topology\"", "Replicas of prod", "read replica", "Streaming");
    }
    assertThat(get(bench.of("/databases"))).contains("replica of " + primary.ref());
  }
}
