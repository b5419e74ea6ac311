package dev.cairn.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.Name;
import dev.cairn.core.StageRef;
import dev.cairn.database.DatabaseRef;
import dev.cairn.replication.promotion.Promotions;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Files from before a promotion, and replicas of what their file makes. */
class PromotedManifestsTest extends ManifestBench {
  private static final String FILE =
      """
      stack: %s
      stages:
        - name: prod
          databases: [postgres]
        - name: eu
          databases: [{ engine: postgres, replicaOf: prod }]
        - name: us
          databases: [{ engine: postgres, replicaOf: prod }]
      """;

  private void applyAll(String yaml) {
    for (int round = 0; round < 3; round++) {
      apply(yaml, Optional.empty()).operations().forEach(this::finish);
    }
  }

  private void promote(String ref) {
    var promotions =
        new Promotions(
            DATABASE.state(), operations, activity, targets, databases, family -> List.of());
    finish(promotions.promote(ANNA, DatabaseRef.parse(ref), false, Optional.empty()));
  }

  private Optional<DatabaseRef> primary(String ref) {
    return databases.get(DatabaseRef.parse(ref)).primary();
  }

  private void assertRefused(String yaml, String... sentences) {
    assertThatThrownBy(() -> preview(yaml, Optional.empty())).hasMessageContainingAll(sentences);
    assertThatThrownBy(() -> apply(yaml, Optional.empty())).hasMessageContainingAll(sentences);
  }

  @Test
  void fileFromBeforeAPromotionIsToldOfIt() {
    var yaml = FILE.formatted("old");
    applyAll(yaml);
    promote("old/eu/postgres");
    var since = operations.findNewest("old/eu/postgres").orElseThrow().finishedAt().orElseThrow();
    assertRefused(
        yaml,
        "old/eu/postgres was promoted in place of old/prod/postgres at "
            + since.truncatedTo(ChronoUnit.SECONDS),
        "old/prod/postgres follows old/eu/postgres",
        "old/us/postgres follows old/eu/postgres",
        "write \"replicaOf: old/eu/postgres\" there",
        "cairn export old",
        "cairn db promote old/prod/postgres");
    assertThat(primary("old/prod/postgres")).contains(DatabaseRef.parse("old/eu/postgres"));

    assertThat(preview(manifests.export(new Name("old")), Optional.empty()).changes()).isEmpty();
    promote("old/prod/postgres");
    assertThat(preview(yaml, Optional.empty()).changes()).isEmpty();
  }

  @Test
  void whatFollowsAnotherPrimaryIsStillToBeRemovedFirst() {
    applyAll(FILE.formatted("two"));
    assertRefused(
        "stack: two\nstages: [{name: other, databases: [postgres]}, {name: eu, databases: [{engine:"
            + " postgres, replicaOf: other}]}]",
        "two/eu/postgres follows two/prod/postgres and cannot become a replica of"
            + " two/other/postgres: remove it first");
  }

  @Test
  void sizeOfAReplicaIsLookedAtBeforeItsPrimaryIsMade() {
    var yaml =
        FILE.formatted("sized").replace("replicaOf: prod }", "replicaOf: prod, storage: 5 }");
    assertRefused(yaml, "manifest-not-applicable", "storage");
    assertThat(stacks.find(new Name("sized"))).isEmpty();
  }

  /** It was postponed with its primary, and refused only once that was there. */
  @Test
  void sizeOfAReplicaIsLookedAtWhileItsPrimaryIsMade() {
    apply("stack: comes\nstages: [{name: prod, databases: [postgres]}]", Optional.empty());
    var yaml =
        FILE.formatted("comes").replace("replicaOf: prod }", "replicaOf: prod, storage: 5 }");
    assertRefused(yaml, "manifest-not-applicable", "needs at least 10 GiB of storage");
    assertThat(stacks.findStage(StageRef.parse("comes/eu"))).isEmpty();
    assertThat(preview(FILE.formatted("comes"), Optional.empty()).changes()).isNotEmpty();
  }

  @Test
  void settingsOfItsPrimaryFitTheTypeOfAReplicaThatComesLater() {
    var yaml =
        """
        stack: fits
        stages:
          - name: prod
            databases:
              - { engine: postgres, type: db.t4g.large, settings: { shared_buffers: 3GB } }
          - name: eu
            databases: [{ engine: postgres, replicaOf: prod, type: db.t4g.micro }]
        """;
    assertRefused(yaml, "shared_buffers");
    assertThat(stacks.findStage(StageRef.parse("fits/prod"))).isEmpty();
  }
}
