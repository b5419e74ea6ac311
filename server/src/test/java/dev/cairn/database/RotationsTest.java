package dev.cairn.database;

import static dev.cairn.database.DatabaseBench.ANNA;
import static dev.cairn.database.DatabaseBench.grow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.activity.ActivityEntry;
import dev.cairn.db.TestDatabase;
import dev.cairn.engine.Engine;
import dev.cairn.engine.Redis;
import dev.cairn.operation.Operation;
import dev.cairn.operation.StepResult;
import dev.cairn.provider.Login;
import dev.cairn.secret.Credentials;
import dev.cairn.secret.SecretVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RotationsTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  @TempDir static Path home;

  private DatabaseBench bench = new DatabaseBench(DATABASE.state(), home);

  @BeforeEach
  void freshStage() {
    bench = new DatabaseBench(DATABASE.state(), home);
  }

  private List<Login> logins() {
    return logins(bench.databases.get(bench.ref));
  }

  private List<Login> logins(Database database) {
    return bench.provider.find(database.identifier()).orElseThrow().logins();
  }

  private static Login login(Credentials credentials) {
    return new Login(credentials.username(), credentials.password());
  }

  private Operation rotated() {
    return bench.finish(bench.rotations.rotate(ANNA, bench.ref, Optional.empty()));
  }

  @Test
  void twoUsersTakeTurnsAndNoPasswordIsToldAnywhere() {
    var first = bench.used().username();
    var old = bench.secrets.credentials(bench.secretName());
    var operation = rotated();
    assertThat(operation.status()).isEqualTo(Operation.Status.SUCCEEDED);
    var current = bench.secrets.credentials(bench.secretName());
    assertThat(current.username()).isEqualTo(first + "_2");
    assertThat(current.password()).isNotEqualTo(old.password());
    assertThat(bench.databases.get(bench.ref).username()).isEqualTo(first + "_2");
    assertThat(bench.databases.get(bench.ref).database()).isEqualTo(first);
    assertThat(logins()).containsExactly(login(current));
    assertThat(bench.application.runsOn(current)).isTrue();
    assertThat(bench.secrets.versions(bench.secretName()))
        .extracting(SecretVersion::stage)
        .containsExactly(SecretVersion.Stage.AWSCURRENT);
    var told = operation + bench.activity.list(Optional.empty(), 100).toString();
    assertThat(told).doesNotContain(old.password().reveal(), current.password().reveal());
    assertThat(bench.activity.list(Optional.of(bench.ref.toString()), 9))
        .extracting(ActivityEntry::action)
        .containsExactly("revoke-credential", "rotate-secret", "add-database");

    assertThat(rotated().status()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(bench.databases.get(bench.ref).username()).isEqualTo(first);
    assertThat(bench.secrets.credentials(bench.secretName()).password())
        .isNotEqualTo(old.password());
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis", "mysql"})
  void oneUserStaysAndChangesItsPassword(String engine) {
    var ref = new DatabaseRef(bench.stage, Engine.of(engine));
    bench.finish(bench.databases.add(ANNA, DatabaseSpec.of(ref), Optional.empty()));
    var database = bench.databases.get(ref);
    var old = bench.secrets.credentials(database.secretName());
    bench.finish(bench.rotations.rotate(ANNA, ref, Optional.empty()));
    var current = bench.secrets.credentials(database.secretName());
    assertThat(current.username()).isEqualTo(old.username());
    assertThat(current.password()).isNotEqualTo(old.password());
    assertThat(logins(database)).containsExactly(login(current));
  }

  @Test
  void bothAreInForceUntilTheApplicationLetsGoOfTheOld() {
    bench.used();
    var old = bench.secrets.credentials(bench.secretName());
    bench.application.beStuck(true);
    var operation = rotated();
    assertThat(operation.status()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(operation.steps().getLast().progress()).contains("still runs on the credential");
    var current = bench.secrets.credentials(bench.secretName());
    assertThat(logins()).containsExactlyInAnyOrder(login(current), login(old));
    var database = bench.databases.get(bench.ref);
    assertThat(bench.rotations.findOld(database).orElseThrow().sentence())
        .contains("The application of " + bench.stage, "(user " + old.username() + ")");

    bench.drift.tick();
    assertThat(bench.operations.findOpen(bench.ref.toString())).isEmpty();
    assertThatThrownBy(() -> bench.rotations.rotate(ANNA, bench.ref, Optional.empty()))
        .hasMessageContaining("rotation-unfinished")
        .hasMessageContaining(bench.stage.toString());
    bench.finish(bench.databases.resize(ANNA, bench.ref, grow(20), Optional.empty()));
    bench.provider.crash(database.identifier());
    bench.drift.tick();
    bench.finish(bench.operations.findOpen(bench.ref.toString()).orElseThrow());
    assertThat(logins()).containsExactly(login(current), login(old));

    bench.application.deploy(bench.secretName());
    bench.drift.tick();
    var rest = bench.operations.findOpen(bench.ref.toString()).orElseThrow();
    assertThat(rest.kind()).isEqualTo("revoke-credential");
    assertThat(bench.finish(rest).status()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(logins()).containsExactly(login(current));
    assertThat(bench.rotations.findOld(bench.databases.get(bench.ref))).isEmpty();
    assertThat(rotated().status()).isEqualTo(Operation.Status.SUCCEEDED);
  }

  @Test
  void cancelledRotationLeavesWhatAnApplicationHasInForce() {
    bench.used();
    var old = bench.secrets.credentials(bench.secretName());
    var operation = bench.rotations.rotate(ANNA, bench.ref, Optional.empty());
    bench.actions.put(
        "revoke-credential",
        run -> {
          bench.application.beStuck(true);
          bench.operations.cancel(ANNA, operation.id());
          return new StepResult.Wait(Duration.ZERO, "held");
        });
    assertThat(bench.finish(operation).status()).isEqualTo(Operation.Status.CANCELLED);
    assertThat(bench.secrets.credentials(bench.secretName()).password()).isEqualTo(old.password());
    assertThat(bench.databases.get(bench.ref).username()).isEqualTo(old.username());
    assertThat(logins()).hasSize(2).startsWith(login(old));
    assertThat(bench.rotations.findOld(bench.databases.get(bench.ref))).isPresent();
  }

  @Test
  void missingDataAreReplacedByNoStepOfARotation() {
    var id = bench.used().identifier();
    var old = bench.secrets.credentials(bench.secretName());
    var begun = bench.rotations.rotate(ANNA, bench.ref, Optional.empty());
    bench.provider.lose(id);
    assertThat(bench.finish(begun).problem().orElseThrow().code()).isEqualTo("database-missing");
    assertThat(bench.provider.instances()).isEmpty();
    assertThat(bench.secrets.credentials(bench.secretName())).isEqualTo(old);
    bench.provider.giveBack(id);
    bench.drift.tick();

    var late = bench.rotations.rotate(ANNA, bench.ref, Optional.empty());
    bench.actions.put(
        "redeploy-application",
        run -> {
          bench.provider.lose(id);
          return bench.application.handOver(bench.secretName());
        });
    var ended = bench.finish(late);
    assertThat(ended.status()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(ended.steps().getLast().progress()).contains("are gone");
    assertThat(bench.provider.instances()).isEmpty();
    bench.drift.tick();
    assertThat(bench.operations.findOpen(bench.ref.toString())).isEmpty();
    bench.provider.giveBack(id);
    bench.drift.tick();
    bench.drift.tick();
    bench.finish(bench.operations.findOpen(bench.ref.toString()).orElseThrow());
    assertThat(logins()).containsExactly(login(bench.secrets.credentials(bench.secretName())));
  }

  @Test
  void whatIsAskedInEveryTickOpensNoVariables() {
    bench.used();
    bench.application.beStuck(true);
    rotated();
    int before = bench.application.copiesAsked();
    bench.drift.tick();
    assertThat(bench.application.copiesAsked()).isEqualTo(before);
  }

  @Test
  void attachedDatabaseHasNoPreviewOfARotation() {
    bench.attached("old.example");
    assertThatThrownBy(() -> bench.rotations.preview(bench.ref))
        .hasMessageContaining("attached-database");
  }

  @Test
  void databaseThatDoesNotRunIsRefused() {
    var id = bench.added().identifier();
    bench.provider.lose(id);
    bench.drift.tick();
    assertThatThrownBy(() -> bench.rotations.rotate(ANNA, bench.ref, Optional.empty()))
        .hasMessageContaining("database-not-answering");
    bench.provider.giveBack(id);
    assertThatThrownBy(
            () ->
                bench.rotations.rotate(
                    ANNA, new DatabaseRef(bench.stage, Redis.INSTANCE), Optional.empty()))
        .hasMessageContaining("unknown-database");
  }
}
