package dev.cairn.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.ProblemException;
import dev.cairn.core.ReadyWait;
import dev.cairn.core.Sensitive;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class StateDatabaseTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  @Test
  void everyMigrationIsListed() throws Exception {
    var directory =
        Path.of(StateDatabase.class.getResource("/db/migration/V1__operations.sql").toURI())
            .getParent();
    try (var files = Files.list(directory)) {
      assertThat(Schema.MIGRATIONS)
          .containsAll(files.map(file -> file.getFileName().toString()).toList());
    }
  }

  @Test
  void openingTwiceChangesNothing() throws Exception {
    var url = DATABASE.createEmpty();
    for (int i = 0; i < 3; i++) {
      long before = System.nanoTime();
      try (var state = StateDatabase.open(url, "cairn", Sensitive.of(""))) {
        int stacks =
            state.transaction(
                transaction ->
                    transaction
                        .handle()
                        .createQuery("select count(*) from stack")
                        .mapTo(Integer.class)
                        .one());
        assertThat(stacks).isZero();
      }
      System.out.println("open " + i + ": " + (System.nanoTime() - before) / 1_000_000 + " ms");
    }
  }

  @Test
  void aDatabaseInAnotherEncodingIsRefusedBeforeAnythingIsWritten() throws Exception {
    var url = DATABASE.createEmpty();
    var latin = url + "_latin";
    try (var connection = DriverManager.getConnection(url, "cairn", "");
        var statement = connection.createStatement()) {
      statement.execute(
          "create database "
              + latin.substring(latin.lastIndexOf('/') + 1)
              + " encoding 'LATIN1' template template0 lc_collate 'C' lc_ctype 'C'");
    }
    assertThatThrownBy(() -> StateDatabase.open(latin, "cairn", Sensitive.of("")))
        .hasMessageContaining("state-not-utf-8")
        .hasMessageContaining("LATIN1");
  }

  @Test
  void anOlderReleaseDoesNotWriteIntoANewerSchema() throws Exception {
    var url = DATABASE.createEmpty();
    try (var state = StateDatabase.open(url, "cairn", Sensitive.of(""))) {
      state.transaction(
          transaction ->
              transaction
                  .handle()
                  .execute(
                      """
                      insert into flyway_schema_history
                        (installed_rank, version, description, type, script, installed_by,
                         execution_time, success)
                      values (9000, '9000', 'tomorrow', 'SQL', 'V9000__tomorrow.sql', 'cairn', 1,
                         true)
                      """));
    }

    assertThatThrownBy(() -> StateDatabase.open(url, "cairn", Sensitive.of("")).close())
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("schema-newer");
  }

  /** Somebody may take its server's port while that is away. */
  @Test
  void newConnectionsGoWhereItAnswersNow() throws Exception {
    var before = DATABASE.createEmpty();
    var now = DATABASE.createEmpty();
    try (var state = StateDatabase.open(before, "cairn", Sensitive.of(""));
        var other = StateDatabase.open(now, "cairn", Sensitive.of(""))) {
      other.transaction(
          transaction -> transaction.handle().execute("insert into stack (name) values ('moved')"));
      state.answersAt(now);
      try (var connection = DriverManager.getConnection(before, "cairn", "");
          var statement = connection.createStatement()) {
        statement.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
                + " where datname = current_database() and pid <> pg_backend_pid()");
      }
      ReadyWait.upTo(Duration.ofSeconds(10))
          .until(
              "the other",
              () ->
                  state.transaction(
                      transaction ->
                          transaction
                              .handle()
                              .createQuery("select count(*) = 1 from stack")
                              .mapTo(Boolean.class)
                              .one()));
    }
  }

  /** Stacks, as a store of this package. */
  interface Stacks {
    @SqlUpdate("insert into stack (name) values (:name)")
    int insert(String name);

    @SqlUpdate("delete from stack")
    void clear();

    @SqlQuery("select name from stack order by name")
    List<String> list();

    @SqlQuery("select pg_backend_pid()")
    int backend();

    @SqlQuery(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname ="
            + " current_database() and pid <> pg_backend_pid()")
    List<Boolean> endOthers();
  }

  private static Stacks cleared(StateDatabase state) {
    var stacks = state.store(Stacks.class);
    stacks.clear();
    return stacks;
  }

  @Test
  void whatFailsLeavesNothingAlsoOfStoresThatWereNotAttached() {
    var state = DATABASE.state();
    var stacks = cleared(state);
    stacks.insert("before");
    assertThatThrownBy(
            () ->
                state.transaction(
                    transaction -> {
                      transaction.attach(Stacks.class).insert("attached");
                      stacks.insert("on-demand");
                      assertThat(stacks.list()).contains("attached", "on-demand");
                      state.transaction(nested -> nested.attach(Stacks.class).insert("nested"));
                      throw new IllegalStateException("halfway");
                    }))
        .hasMessage("halfway");
    assertThat(stacks.list()).containsExactly("before");
    assertThat(stacks.insert("after")).isEqualTo(1);
    assertThat(stacks.list()).containsExactly("after", "before");
  }

  @Test
  void workAfterTheCommitSeesItAndIsNotDoneWithoutOne() {
    var state = DATABASE.state();
    var stacks = cleared(state);
    var seen = new ArrayList<String>();
    assertThatThrownBy(
            () ->
                state.transaction(
                    transaction -> {
                      transaction.afterCommit(() -> seen.add("never"));
                      throw new IllegalStateException("halfway");
                    }))
        .hasMessage("halfway");
    state.transaction(
        transaction -> {
          transaction.afterCommit(() -> seen.addAll(stacks.list()));
          return transaction.attach(Stacks.class).insert("committed");
        });
    assertThat(seen).containsExactly("committed");
  }

  @Test
  void manyAtOnceEachHaveAConnectionOfTheirOwnAndGiveItBack() throws Exception {
    var state = DATABASE.state();
    var stacks = cleared(state);
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      var calls =
          callers.invokeAll(
              IntStream.range(0, 200)
                  .<Callable<Boolean>>mapToObj(
                      i ->
                          () ->
                              state.transaction(
                                  transaction -> {
                                    var mine = transaction.attach(Stacks.class);
                                    int backend = mine.backend();
                                    mine.insert("stack-" + i);
                                    return mine.backend() == backend && stacks.backend() == backend;
                                  }))
                  .toList());
      for (var call : calls) {
        assertThat(call.get()).isTrue();
      }
    }
    assertThat(stacks.list()).hasSize(200);
  }

  /**
   * Virtual threads that wait by looking again at once keep those from running that they wait for.
   */
  @Test
  void manyAtOnceForAWhileComeToAnEnd() throws Exception {
    var stacks = cleared(DATABASE.state());
    long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
    Callable<Boolean> calls =
        () -> {
          while (System.nanoTime() < end) {
            assertThat(stacks.backend()).isPositive();
          }
          return true;
        };
    try (var virtual = Executors.newVirtualThreadPerTaskExecutor();
        var platform = Executors.newFixedThreadPool(4)) {
      var callers =
          IntStream.range(0, 68).mapToObj(i -> (i < 4 ? platform : virtual).submit(calls)).toList();
      for (var caller : callers) {
        assertThat(caller.get(60, TimeUnit.SECONDS)).isTrue();
      }
    }
  }

  @Test
  void connectionThatWasLostIsReplaced() {
    var state = DATABASE.state();
    var stacks = cleared(state);
    stacks.insert("kept");
    try (var other = DATABASE.reopen()) {
      assertThat(other.store(Stacks.class).endOthers()).isNotEmpty();
    }
    // The use that meets the loss may fail; none after it does.
    try {
      stacks.list();
    } catch (RuntimeException lost) {
      assertThat(lost).hasMessageContaining("onnection");
    }
    assertThat(stacks.list()).containsExactly("kept");
  }

  @Test
  void aStateThatDoesNotAnswerIsAProblem() {
    assertThatThrownBy(
            () ->
                StateDatabase.open(
                    "jdbc:postgresql://127.0.0.1:1/cairn", "cairn", Sensitive.of("secret-word")))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("state-unreachable")
        .hasMessageNotContaining("secret-word");
  }
}
