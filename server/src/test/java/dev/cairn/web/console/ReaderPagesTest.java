package dev.cairn.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.Bytes;
import dev.cairn.core.Name;
import dev.cairn.core.Sensitive;
import dev.cairn.core.StageRef;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.DatabaseSpec;
import dev.cairn.db.TestDatabase;
import dev.cairn.engine.Postgres;
import dev.cairn.engine.Tuning;
import dev.cairn.operation.Operation;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.Login;
import dev.cairn.provider.ReplicaStatus;
import dev.cairn.provider.Replication;
import dev.cairn.replication.ReplicaSpec;
import dev.cairn.stack.StageSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Where an application reads, on the pages of its database and of its stage. */
class ReaderPagesTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  @TempDir static Path home;

  private ConsoleBench bench;
  private DatabaseRef primary;
  private DatabaseRef replica;

  @BeforeEach
  void start() {
    bench = new ConsoleBench(DATABASE.state(), home);
    var prod = new StageRef(bench.stage.stack(), new Name("prod"));
    bench.stacks.createStage(
        ConsoleBench.ANNA,
        new StageSpec(prod, Optional.empty(), Optional.empty(), Optional.empty()));
    primary = new DatabaseRef(prod, Postgres.INSTANCE);
    replica = new DatabaseRef(bench.stage, Postgres.INSTANCE);
    bench.databases.add(ConsoleBench.ANNA, DatabaseSpec.of(primary), Optional.empty());
    ensure(primary, Replication.NONE);
    settle();
    bench.replicas.add(ConsoleBench.ANNA, ReplicaSpec.of(replica, primary), Optional.empty());
    var followed = bench.databases.get(primary);
    var admitted = List.of(bench.databases.get(replica).identifier());
    ensure(primary, new Replication(Optional.empty(), admitted, List.of()));
    var whom = new Replication.Primary(followed.identifier(), followed.type(), Tuning.NONE);
    ensure(replica, new Replication(Optional.of(whom), List.of(), List.of()));
    settle();
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  private void ensure(DatabaseRef ref, Replication replication) {
    var it = bench.databases.get(ref);
    bench.provider.ensure(
        new DatabaseInstance(
            it.identifier(),
            ref.engine(),
            it.version(),
            it.type(),
            it.storage(),
            Optional.of(ref.stage()),
            it.database(),
            List.of(new Login(it.username(), Sensitive.of("secret"))),
            false,
            Optional.empty(),
            Tuning.NONE,
            replication),
        _ -> {});
  }

  /** As operations leave what is there. */
  private void settle() {
    var stack = bench.stage.stack().value();
    DATABASE
        .state()
        .transaction(
            transaction ->
                transaction
                        .handle()
                        .execute(
                            "update database set status = 'AVAILABLE', host = '127.0.0.1',"
                                + " container_host = '127.0.0.1', port = 20000 where stack = ?",
                            stack)
                    + transaction
                        .handle()
                        .execute(
                            "update operation set status = 'SUCCEEDED', finished_at = now()"
                                + " where target like ?",
                            stack + "/%"));
  }

  private void choose(DatabaseRef ref, DatabaseRef from) {
    DATABASE
        .state()
        .transaction(
            transaction ->
                transaction
                    .handle()
                    .execute(
                        "update database set reads_from = ? where identifier = ?",
                        bench.databases.get(from).identifier(),
                        bench.databases.get(ref).identifier()));
  }

  private Database get(DatabaseRef ref) {
    return bench.databases.get(ref);
  }

  private String page(String address) {
    var answer = bench.get(address);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  @Test
  void replicasPageHasItsPrimaryToReadFrom() {
    var page = Targets.database(replica);
    assertThat(page(page))
        .contains("Where the application reads", "reads from " + replica + ".")
        .contains("<option value=\"" + replica + "\" selected>", "value=\"" + primary + "\"")
        .contains("its first deploy gets the variables");

    var begun = bench.post(page + "/reader", Map.of("from", primary.toString()));
    assertThat(begun.statusCode()).isEqualTo(303);
    var operation = bench.operations.findOpen(replica.readerTarget()).orElseThrow();
    assertThat(operation.title()).isEqualTo("Have " + replica.stage() + " read from " + primary);
    assertThat(page("/operations/" + operation.id())).contains("href=\"" + page + "\"");
    assertThat(page(page)).contains(operation.title());

    var again = bench.post(page + "/reader", Map.of("from", replica.toString()));
    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(again.body()).contains("id=\"reader\"", "role=\"alert\"");
  }

  @Test
  void primarysPageHasItsReplicasAndNothingToReadFrom() {
    var page = Targets.database(primary);
    assertThat(page(page))
        .contains("<option value=\"\" selected>", "it has no reader variables")
        .contains(replica + ", a replica", primary + ", this database itself");
    assertThat(bench.post(page + "/reader", Map.of("from", replica.toString())).statusCode())
        .isEqualTo(303);
    assertThat(bench.operations.listOpenBelow(primary.toString()))
        .extracting(Operation::kind)
        .containsExactly("change-reader");
    settle();
    choose(primary, replica);
    assertThat(page(Targets.database(replica)))
        .contains("The application of " + primary.stage() + " reads from here");
  }

  @Test
  void stageSaysThatWhatItReadsIsBehindOrAwayAndOffersThePrimary() {
    assertThat(page(bench.of(""))).contains("id=\"reading\"").doesNotContain("far behind");
    bench.provider.follow(
        get(replica).identifier(), ReplicaStatus.State.CATCHING_UP, Bytes.ofMib(20));
    var offer = Targets.database(replica) + "?from=" + primary + "#reader";
    assertThat(page(bench.of(""))).contains("far behind", "href=\"" + offer + "\"");
    assertThat(page(bench.of("/reading"))).contains("20 MiB", "Read from " + primary);
    assertThat(page(Targets.database(replica) + "?from=" + primary))
        .contains("<option value=\"" + primary + "\" selected>");

    choose(replica, primary);
    assertThat(page(bench.of("/reading")))
        .contains("not from a replica: none is well.")
        .doesNotContain("note-link");
    bench.provider.follow(get(replica).identifier(), ReplicaStatus.State.STREAMING, new Bytes(0));
    assertThat(page(bench.of("/reading")))
        .contains("Read from " + replica, "?from=" + replica + "#reader");
  }

  @Test
  void stageOfAPrimaryThatIsReadNowhereApartSaysNothing() {
    assertThat(page(Targets.stage(primary.stage()))).doesNotContain("id=\"reading\"");
    choose(primary, replica);
    bench.provider.crash(get(primary).identifier());
    assertThat(page(Targets.stage(primary.stage())))
        .contains("does not follow its primary")
        .contains("Read from " + primary);
  }
}
