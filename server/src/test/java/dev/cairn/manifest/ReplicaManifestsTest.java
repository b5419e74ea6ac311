package dev.cairn.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.Name;
import dev.cairn.core.ProblemException;
import dev.cairn.core.StageRef;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseRef;
import dev.cairn.operation.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Read replicas in a file. */
class ReplicaManifestsTest extends ManifestBench {
  /** The replica's stage stands before its primary's. */
  private static final String BOTH =
      """
      stack: %s
      stages:
        - name: eu
          databases:
            - { engine: postgres, replicaOf: prod }
          variables: { READ_FROM: "secret:eu-%1$s-postgres#readerHost" }
        - name: prod
          databases: [postgres]
      """;

  private List<Operation> applyAll(String yaml) {
    var all = new ArrayList<Operation>();
    for (int round = 0; round < 5; round++) {
      var applied = apply(yaml, Optional.empty());
      applied.operations().forEach(this::finish);
      all.addAll(applied.operations());
      if (applied.postponed().isEmpty()) {
        return all;
      }
    }
    throw new AssertionError("still postponed: " + apply(yaml, Optional.empty()).postponed());
  }

  private Database get(String ref) {
    return databases.get(DatabaseRef.parse(ref));
  }

  @Test
  void replicaOfWhatTheSameFileMakesComesOnceThatAnswers() {
    var yaml = BOTH.formatted("both");
    assertThat(words(preview(yaml, Optional.empty())))
        .containsExactly(
            "create stack both",
            "create stage both/eu",
            "create stage both/prod",
            "add PostgreSQL 18 to both/prod (db.t4g.micro, 10 GiB)",
            "add a replica of both/prod/postgres to both/eu",
            "set variable READ_FROM of both/eu");
    assertThat(stacks.find(new Name("both"))).isEmpty();

    var first = apply(yaml, Optional.empty());
    assertThat(first.operations())
        .extracting(Operation::target)
        .containsExactly("both/prod/postgres");
    assertThat(first.postponed()).containsExactly("both/eu/postgres", "both/eu");
    assertThat(first.preview().notes()).anyMatch(it -> it.contains("waits for both/prod/postgres"));

    var meanwhile = apply(yaml, Optional.empty());
    assertThat(meanwhile.operations())
        .extracting(Operation::id)
        .containsExactly(first.operations().getFirst().id());
    assertThat(meanwhile.postponed()).contains("both/eu/postgres");

    assertThat(applyAll(yaml)).extracting(Operation::target).contains("both/eu/postgres");
    assertThat(get("both/eu/postgres").primary()).contains(DatabaseRef.parse("both/prod/postgres"));
    var again = apply(yaml, Optional.empty());
    assertThat(again.preview().changes()).isEmpty();
    assertThat(again.operations()).isEmpty();
  }

  @Test
  void exportSaysWhomItFollowsAndChangesNothing() {
    applyAll(BOTH.formatted("written"));
    var exported = manifests.export(new Name("written"));
    assertThat(exported).contains("replicaOf: written/prod/postgres");
    var preview = preview(exported, Optional.empty());
    assertThat(preview.changes()).as(exported).isEmpty();
    assertThat(preview.notes()).as(exported).isEmpty();
  }

  @Test
  void whatFollowsStaysWithItsPrimary() {
    applyAll(BOTH.formatted("stay"));
    applyAll("stack: stay\nstages: [{name: other, databases: [postgres]}]");
    var eu = "stack: stay\nstages: [{name: eu, databases: [{engine: postgres%s}]}]";
    assertRefused(
        eu.formatted(", replicaOf: other"),
        "stay/eu/postgres follows stay/prod/postgres and cannot become a replica of"
            + " stay/other/postgres");
    assertRefused(eu.formatted(""), "stay/eu/postgres is a replica of stay/prod/postgres");
    assertRefused(
        "stack: stay\nstages: [{name: prod, databases: [{engine: postgres, replicaOf: other}]}]",
        "stay/prod/postgres has data of its own and cannot become a replica");
  }

  @Test
  void whatCannotBeFollowedIsToldBeforeAnythingChanges() {
    var yaml =
        """
        stack: never
        stages:
          - name: prod
            databases: [redis, { engine: postgres, storage: 30 }]
          - name: eu
            databases:
              - { engine: redis, replicaOf: prod }
              - { engine: postgres, replicaOf: prod, storage: 20 }
              - { engine: mysql, replicaOf: prod }
          - name: us
            databases:
              - { engine: postgres, replicaOf: eu }
          - name: asia
            databases:
              - { engine: postgres, replicaOf: prd }
        """;
    assertThatThrownBy(() -> apply(yaml, Optional.empty()))
        .hasMessageContaining("A Redis has no replicas.")
        .hasMessageContaining("needs at least 30 GiB of storage")
        .hasMessageContaining("There is no database never/prod/mysql to follow")
        .hasMessageContaining("never/eu/postgres is a replica itself")
        .hasMessageContaining(
            "never/prd/postgres to follow, nor does the file make one. Did you"
                + " mean never/prod/postgres?");
    assertThat(stacks.find(new Name("never"))).isEmpty();
  }

  /** What a larger primary does to its replica is done with the primary. */
  @Test
  void replicaThatGrowsWithItsPrimaryIsNotResizedBeside() {
    applyAll(BOTH.formatted("grow"));
    var yaml =
        """
        stack: grow
        stages:
          - name: eu
            databases: [{ engine: postgres, replicaOf: prod, storage: 30 }]
          - name: prod
            databases: [{ engine: postgres, storage: 30 }]
        """;
    assertRefused(yaml.replaceFirst("30", "20"), "needs at least 30 GiB");
    assertThat(apply(yaml, Optional.empty()).postponed()).containsExactly("grow/eu/postgres");
    operations.findOpen("grow/prod/postgres").ifPresent(this::finish);
    applyAll(yaml);
    assertThat(get("grow/eu/postgres").storage()).hasToString("30 GiB");
    assertThat(preview(yaml, Optional.empty()).changes()).isEmpty();
  }

  @Test
  void replicaBeginsWithTheSettingsOfItsPrimaryAndGetsItsOwn() {
    var yaml =
        """
        stack: tuned
        stages:
          - name: prod
            databases: [{ engine: postgres, settings: { work_mem: 8MB } }]
          - name: eu
            databases: [{ engine: postgres, replicaOf: prod, settings: { work_mem: 16MB } }]
        """;
    applyAll(yaml);
    assertThat(tunings.get(DatabaseRef.parse("tuned/eu/postgres")).settings())
        .containsEntry("work_mem", "16MB");
    assertThat(tunings.get(DatabaseRef.parse("tuned/prod/postgres")).settings())
        .containsEntry("work_mem", "8MB");
    assertThat(preview(yaml, Optional.empty()).changes()).isEmpty();
  }

  /** Its data and its password are the other stack's. */
  @Test
  void strangersFileFollowsNoOtherStackUnlessAllowed() {
    applyAll("stack: shop\nstages: [{name: prod, databases: [postgres]}]");
    var yaml =
        "stack: theirs\n"
            + "stages: [{name: dev, databases: [{engine: postgres, replicaOf: shop/prod/postgres}]}]";
    assertThatThrownBy(() -> preview(yaml, Set.of()))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e ->
                assertThat(e.problem().suggestion()).contains("--allow-secret prod-shop-postgres"));
    assertThat(words(preview(yaml, Set.of("prod-shop-postgres"))))
        .contains("add a replica of shop/prod/postgres to theirs/dev");
  }

  private Preview preview(String yaml, Set<String> secrets) {
    return manifests.preview(
        ANNA, yaml, Optional.empty(), Map.of(), Optional.of(new Allowance(List.of(), secrets)));
  }

  @Test
  void restartOfThePrimaryIsSaidBefore() {
    applyAll("stack: old\nstages: [{name: prod, databases: [mysql]}]");
    provider.beUnfollowable(get("old/prod/mysql").identifier(), "it writes no binary log");
    var yaml =
        "stack: old\nstages: [{name: prod, databases: [mysql]}, {name: eu, databases: [{engine:"
            + " mysql, replicaOf: prod}]}]";
    assertThat(preview(yaml, Optional.empty()).notes())
        .contains("old/prod/mysql is restarted once for it: it writes no binary log.");
    assertThat(stacks.findStage(StageRef.parse("old/eu"))).isEmpty();
  }

  /** What is read comes with the same file. */
  private static final String READING =
      """
      stack: %s
      stages:
        - name: prod
          databases:
            - { engine: postgres, readsFrom: eu }
        - name: eu
          databases:
            - { engine: postgres, replicaOf: prod, readsFrom: %s }
      """;

  private Optional<DatabaseRef> reader(String ref) {
    return readers.standing(get(ref)).reader().map(Database::ref);
  }

  @Test
  void applicationsReadWhereTheFileSays() {
    var yaml = READING.formatted("reads", "prod");
    assertThat(words(preview(yaml, Optional.empty())))
        .contains(
            "have the application of reads/prod read from reads/eu/postgres",
            "have the application of reads/eu read from reads/prod/postgres");
    applyAll(yaml);
    assertThat(reader("reads/prod/postgres")).contains(DatabaseRef.parse("reads/eu/postgres"));
    assertThat(reader("reads/eu/postgres")).contains(DatabaseRef.parse("reads/prod/postgres"));

    var exported = manifests.export(new Name("reads"));
    assertThat(exported).contains("readsFrom: reads/eu/postgres");
    assertThat(preview(exported, Optional.empty()).changes()).as(exported).isEmpty();
    assertThat(preview(exported, Optional.empty()).notes()).as(exported).isEmpty();

    applyAll(READING.formatted("reads", "eu"));
    assertThat(reader("reads/eu/postgres")).contains(DatabaseRef.parse("reads/eu/postgres"));
    var unsaid = "stack: reads\nstages: [{name: prod, databases: [postgres]}]";
    assertThat(preview(unsaid, Optional.empty()).notes())
        .contains(
            "The file does not name that the application of reads/prod reads from"
                + " reads/eu/postgres: it is left as it is.");
  }

  @Test
  void changeOfTheReaderThatIsUnderWayIsNotAskedForTwice() {
    applyAll("stack: twice\nstages: [{name: prod, databases: [postgres]}]");
    var yaml =
        "stack: twice\nstages: [{name: prod, databases: [{engine: postgres, readsFrom: prod}]}]";
    var first = apply(yaml, Optional.empty()).operations();
    assertThat(first).extracting(Operation::kind).containsExactly("change-reader");
    assertThat(apply(yaml, Optional.empty()).operations())
        .extracting(Operation::id)
        .containsExactly(first.getFirst().id());
  }

  @Test
  void otherDataAreNotReadByAFile() {
    var yaml = READING.formatted("wrong", "other") + "  - { name: other, databases: [postgres] }\n";
    assertRefused(
        yaml, "The application of wrong/eu cannot read from wrong/other/postgres: that is neither");
    applyAll("stack: wrong\nstages: [{name: other, databases: [postgres, redis]}]");
    assertRefused(yaml, "cannot read from wrong/other/postgres");
    assertRefused(
        "stack: wrong\nstages: [{name: other, databases: [{engine: redis, readsFrom: other}]}]",
        "A Redis has no replicas");
  }

  private void assertRefused(String yaml, String sentence) {
    ThrowingCallable applied = () -> apply(yaml, Optional.empty());
    assertThatThrownBy(applied).hasMessageContaining(sentence);
  }
}
