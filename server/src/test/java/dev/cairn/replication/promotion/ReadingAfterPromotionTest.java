package dev.cairn.replication.promotion;

import static dev.cairn.database.DatabaseBench.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.Bytes;
import dev.cairn.core.ProblemException;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseRef;
import dev.cairn.db.TestDatabase;
import dev.cairn.operation.CrashPoint.Moment;
import dev.cairn.operation.Operation;
import dev.cairn.operation.StepResult;
import dev.cairn.provider.Endpoint;
import dev.cairn.provider.ReplicaStatus.State;
import dev.cairn.secret.Credentials;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Where applications read once databases have changed places; their secrets say the same. */
class ReadingAfterPromotionTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  @TempDir static Path home;

  private PromotionBench them = new PromotionBench(DATABASE.state(), home);

  @BeforeEach
  void fresh() {
    them = new PromotionBench(DATABASE.state(), home);
  }

  private Operation change(DatabaseRef ref, DatabaseRef from) {
    return them.bench.readers.change(ANNA, ref, Optional.of(from), Optional.empty());
  }

  private void succeed(Operation operation) {
    assertThat(them.finish(operation).status()).isEqualTo(Operation.Status.SUCCEEDED);
  }

  private void read(DatabaseRef ref, DatabaseRef from) {
    var database = them.get(ref);
    assertThat(them.bench.readers.standing(database).reader().map(Database::ref))
        .as(ref.toString())
        .contains(from);
    assertThat(them.bench.secrets.credentials(database.secretName()).reader())
        .as(database.secretName())
        .map(Credentials.Reader::port)
        .isEqualTo(them.get(from).endpoint().map(Endpoint::port));
  }

  private void diverge() {
    them.loseTheLast("two");
    succeed(them.promote(them.second, true));
    assertThat(them.get(them.first).isPrevious()).isTrue();
  }

  @Test
  void secretOfAReplicaSaysWhereItsApplicationReads() {
    read(them.second, them.second);
    succeed(change(them.second, them.first));
    read(them.second, them.first);
    succeed(change(them.second, them.second));
    read(them.second, them.second);
    assertThat(them.bench.secrets.credentials(them.get(them.first).secretName()).reader())
        .isEmpty();
  }

  /** It had reader variables as a replica, and goes on with them. */
  @Test
  void stageOfTheNewPrimaryReadsFromTheFormerOne() {
    succeed(them.promote());
    read(them.second, them.first);
    read(them.first, them.first);
    read(them.third, them.third);
    assertThat(them.bench.databases.listGuests(them.first)).containsExactly(them.second.stage());
    succeed(them.promote(them.first, false));
    read(them.first, them.second);
    read(them.second, them.second);
    succeed(them.bench.readers.change(ANNA, them.first, Optional.empty(), Optional.empty()));
    assertThat(them.bench.readers.standing(them.get(them.first)).reader()).isEmpty();
  }

  @Test
  void itReadsFromItselfUntilTheFormerOneIsBack() {
    them.bench.actions.put("return-primary", run -> StepResult.done());
    succeed(them.promote());
    read(them.second, them.second);
    read(them.first, them.second);
    succeed(them.bench.replicas.rebuild(ANNA, them.first, Optional.empty()));
    read(them.second, them.first);
    read(them.first, them.first);
  }

  @Test
  void afterAnUnplannedOneItReadsFromItself() {
    them.provider.crash(them.id(them.first));
    succeed(them.promote());
    read(them.second, them.second);
    read(them.first, them.first);
    read(them.third, them.third);
  }

  @Test
  void whatHasDivergedIsReadByNobody() {
    diverge();
    read(them.first, them.second);
    read(them.second, them.second);
    for (var ref : List.of(them.first, them.second)) {
      refused(() -> change(ref, them.first));
      refused(() -> them.bench.readers.check(ref, Optional.of(them.first)));
    }
    assertThat(them.bench.readers.choices(them.get(them.second)))
        .extracting(Database::ref)
        .containsExactly(them.second, them.third);
    succeed(them.bench.replicas.rebuild(ANNA, them.first, Optional.empty()));
    read(them.first, them.first);
    read(them.second, them.second);
    succeed(change(them.second, them.first));
    read(them.second, them.first);
  }

  private void refused(ThrowingCallable change) {
    assertThatThrownBy(change)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo("reader-diverged");
              assertThat(e.problem().suggestion()).contains("cairn db rebuild " + them.first);
            });
  }

  @Test
  void whileItIsPromotedThatIsWhatIsSaid() {
    var operation = them.promote();
    them.killAt(operation, "freeze-primary", Moment.AFTER_EFFECT);
    them.provider.follow(them.id(them.second), State.BROKEN, new Bytes(0));
    assertThat(them.bench.readers.standing(them.get(them.second)).trouble())
        .hasValueSatisfying(it -> assertThat(it).contains(them.second + " is being promoted"));
    them.provider.follow(them.id(them.second), State.STREAMING, new Bytes(0));
    assertThat(them.bench.readers.standing(them.get(them.second)).trouble()).isEmpty();
    succeed(operation);
    assertThat(them.bench.readers.standing(them.get(them.second)).trouble()).isEmpty();
  }
}
