package dev.cairn.database;

import static dev.cairn.database.DatabaseBench.ANNA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.activity.ActivityEntry;
import dev.cairn.db.TestDatabase;
import dev.cairn.operation.Operation;
import dev.cairn.provider.Login;
import dev.cairn.secret.Credentials;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Databases whose port somebody took while they were away, and who may have heard a password. */
class LostPortTest {
  private static final int ELSEWHERE = 30000;
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  @TempDir static Path home;

  private DatabaseBench bench = new DatabaseBench(DATABASE.state(), home);

  @BeforeEach
  void freshStage() {
    bench = new DatabaseBench(DATABASE.state(), home);
  }

  private Credentials current() {
    return bench.secrets.credentials(bench.secretName());
  }

  private Optional<Operation> open() {
    return bench.operations.findOpen(bench.ref.toString());
  }

  /** What the next look at the database does about it. */
  private Operation looked(String kind) {
    bench.drift.tick();
    var opened = open().orElseThrow();
    assertThat(opened.kind()).isEqualTo(kind);
    return opened;
  }

  private void comesBackAt(int port) {
    var id = bench.databases.get(bench.ref).identifier();
    bench.provider.move(id, port);
    bench.provider.crash(id);
    bench.finish(looked("repair-database"));
    assertThat(current().port()).isEqualTo(port);
  }

  private void nothingMoreIsDone() {
    bench.drift.tick();
    bench.drift.tick();
    assertThat(open()).isEmpty();
  }

  @Test
  void credentialThatWasInForceAtTheLostPortIsRotatedOnce() {
    var lost = bench.used().endpoint().orElseThrow().port();
    var heard = current();
    comesBackAt(ELSEWHERE);
    assertThat(current().password()).isEqualTo(heard.password());

    var rotation = looked("rotate-secret");
    assertThat(rotation.actor()).isEqualTo("cairn");
    bench.drift.tick();
    assertThat(bench.finish(rotation).status()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(current().password()).isNotEqualTo(heard.password());
    assertThat(bench.application.runsOn(current())).isTrue();
    var id = bench.databases.get(bench.ref).identifier();
    assertThat(bench.provider.find(id).orElseThrow().logins())
        .containsExactly(new Login(current().username(), current().password()));
    assertThat(bench.activity.list(Optional.of(bench.ref.toString()), 9))
        .filteredOn(it -> it.action().equals("rotate-secret"))
        .extracting(ActivityEntry::details)
        .singleElement()
        .asString()
        .contains("Its port " + lost + " was taken while its server was away");
    nothingMoreIsDone();
  }

  @Test
  void credentialOfADatabaseThatCameBackWhereItWasStays() {
    var port = bench.used().endpoint().orElseThrow().port();
    var before = current();
    comesBackAt(port);
    nothingMoreIsDone();
    assertThat(current()).isEqualTo(before);
  }

  @Test
  void rotationByAPersonIsEnough() {
    bench.used();
    comesBackAt(ELSEWHERE);
    bench.finish(bench.rotations.rotate(ANNA, bench.ref, Optional.empty()));
    nothingMoreIsDone();
  }

  @Test
  void itWaitsUntilTheCredentialBeforeIsRevoked() {
    bench.used();
    bench.application.beStuck(true);
    bench.finish(bench.rotations.rotate(ANNA, bench.ref, Optional.empty()));
    comesBackAt(ELSEWHERE);
    int asked = bench.application.copiesAsked();
    nothingMoreIsDone();
    assertThat(bench.application.copiesAsked()).isEqualTo(asked);

    bench.application.beStuck(false);
    bench.application.deploy(bench.secretName());
    bench.finish(looked("revoke-credential"));
    bench.finish(looked("rotate-secret"));
    nothingMoreIsDone();
  }

  @Test
  void whatCameIntoForceBeforeTheMoveIsRotatedThoughARotationWasOnItsWay() {
    var id = bench.used().identifier();
    var rotation = bench.rotations.rotate(ANNA, bench.ref, Optional.empty());
    bench.actions.put(
        "redeploy-application",
        run -> {
          bench.provider.move(id, ELSEWHERE);
          return bench.application.handOver(bench.secretName());
        });
    bench.finish(rotation);
    assertThat(current().port()).isEqualTo(ELSEWHERE);
    var heard = current();
    bench.finish(looked("rotate-secret"));
    assertThat(current().password()).isNotEqualTo(heard.password());
    nothingMoreIsDone();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void rotationThatDidNotSucceedIsBegunAgainAfterAMinute(boolean isCancelled) {
    bench.used();
    comesBackAt(ELSEWHERE);
    var heard = current();
    var first = looked("rotate-secret");
    if (isCancelled) {
      bench.operations.cancel(ANNA, first.id());
    } else {
      bench.provider.failNext("disk-full");
    }
    assertThat(bench.finish(first).status())
        .isEqualTo(isCancelled ? Operation.Status.CANCELLED : Operation.Status.FAILED);
    assertThat(current().password()).isEqualTo(heard.password());
    nothingMoreIsDone();
    bench.state.transaction(
        transaction ->
            transaction
                .handle()
                .execute(
                    "update operation set finished_at = now() - interval '61 s' where id = ?",
                    first.id()));
    bench.finish(looked("rotate-secret"));
    assertThat(current().password()).isNotEqualTo(heard.password());
    nothingMoreIsDone();
  }
}
