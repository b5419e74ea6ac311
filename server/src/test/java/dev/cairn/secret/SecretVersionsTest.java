package dev.cairn.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.activity.Activity;
import dev.cairn.core.Sensitive;
import dev.cairn.core.StageRef;
import dev.cairn.db.StateDatabase;
import dev.cairn.db.TestDatabase;
import dev.cairn.db.Transaction;
import dev.cairn.secret.SecretVersion.Stage;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class SecretVersionsTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  private static final StageRef DEV = StageRef.parse("shop/dev");
  private static final String NAME = "dev-shop-postgres";

  @TempDir static Path home;

  private final Credentials first = credentials("shop");
  private final Credentials second = credentials("shop_2");
  private final Secrets secrets = secretsOf(DATABASE.state());

  private static Secrets secretsOf(StateDatabase state) {
    return new Secrets(state, new Activity(state), key());
  }

  private static MasterKey key() {
    return MasterKey.open(home.resolve("master.key"), true);
  }

  private static Credentials credentials(String username) {
    return new Credentials(
        username, Credentials.newPassword(), "postgres", "127.0.0.1", 20001, "shop", "shop-ab12");
  }

  private void change(Consumer<Transaction> work) {
    DATABASE
        .state()
        .transaction(
            transaction -> {
              work.accept(transaction);
              return true;
            });
  }

  @BeforeEach
  void oneSecret() {
    change(transaction -> secrets.remove(transaction, NAME));
    change(transaction -> secrets.put(transaction, DEV, first));
  }

  @Test
  void aRotationBringsInAValueBesideTheOneInForceThenPromotesItThenForgetsTheOld() {
    change(transaction -> secrets.putPending(transaction, NAME, second));
    assertThat(secrets.credentials(NAME)).isEqualTo(first);
    assertThat(secrets.findPending(NAME)).contains(second);
    assertThat(secrets.findPrevious(NAME)).isEmpty();

    change(transaction -> assertThat(secrets.promotePending(transaction, NAME)).isTrue());
    assertThat(secrets.credentials(NAME)).isEqualTo(second);
    assertThat(secrets.findPending(NAME)).isEmpty();
    assertThat(secrets.findPrevious(NAME)).contains(first);
    change(transaction -> assertThat(secrets.promotePending(transaction, NAME)).isFalse());
    assertThat(secrets.credentials(NAME)).isEqualTo(second);

    change(transaction -> secrets.removePrevious(transaction, NAME));
    change(transaction -> secrets.removePrevious(transaction, NAME));
    assertThat(secrets.versions(NAME))
        .extracting(SecretVersion::stage)
        .containsExactly(Stage.AWSCURRENT);
  }

  @Test
  void promotingReplacesAPreviousValueThatIsStillThere() {
    var third = credentials("shop");
    change(transaction -> secrets.putPending(transaction, NAME, second));
    change(transaction -> secrets.promotePending(transaction, NAME));
    change(transaction -> secrets.putPending(transaction, NAME, third));
    change(transaction -> secrets.promotePending(transaction, NAME));
    assertThat(secrets.credentials(NAME)).isEqualTo(third);
    assertThat(secrets.findPrevious(NAME)).contains(second);
    assertThat(secrets.versions(NAME)).hasSize(2);
  }

  @Test
  void aSecondPendingValueIsRefusedAndAPendingOneCanBeForgotten() {
    change(transaction -> secrets.putPending(transaction, NAME, second));
    assertThatThrownBy(
            () ->
                change(transaction -> secrets.putPending(transaction, NAME, credentials("shop_2"))))
        .hasMessageContaining("secret-has-pending");
    assertThatThrownBy(
            () ->
                change(
                    transaction ->
                        secrets.putPending(transaction, "dev-shop-mysql", credentials("x"))))
        .hasMessageContaining("unknown-secret");
    assertThat(secrets.findPending(NAME)).contains(second);
    change(transaction -> secrets.removePending(transaction, NAME));
    assertThat(secrets.findPending(NAME)).isEmpty();
    assertThat(secrets.credentials(NAME)).isEqualTo(first);
  }

  @Test
  void everyVersionFollowsTheDatabaseToItsEndpoint() {
    change(transaction -> secrets.putPending(transaction, NAME, second));
    change(transaction -> secrets.moveTo(transaction, NAME, "10.0.0.7", 20007));
    assertThat(secrets.credentials(NAME)).isEqualTo(first.at("10.0.0.7", 20007));
    assertThat(secrets.findPending(NAME)).contains(second.at("10.0.0.7", 20007));
  }

  @Test
  void whatWasInForceAtAnotherPortIsMarkedThroughEveryTurnOfARotation() {
    assertThat(movedFrom()).isEmpty();
    change(transaction -> secrets.moveTo(transaction, NAME, "10.0.0.7", first.port()));
    assertThat(movedFrom()).as("it was at no other port").isEmpty();
    change(transaction -> secrets.moveTo(transaction, NAME, "10.0.0.7", 20007));
    change(transaction -> secrets.moveTo(transaction, NAME, "10.0.0.8", 20007));
    assertThat(movedFrom()).contains(first.port());
    assertThat(secrets.listMoved()).contains(NAME);

    change(transaction -> secrets.putPending(transaction, NAME, second));
    change(transaction -> secrets.promotePending(transaction, NAME));
    assertThat(movedFrom()).isEmpty();
    assertThat(secrets.listMoved()).doesNotContain(NAME);
    change(transaction -> secrets.demoteCurrent(transaction, NAME));
    assertThat(movedFrom()).contains(first.port());
    change(transaction -> secrets.put(transaction, DEV, second));
    assertThat(movedFrom()).isEmpty();
  }

  private Optional<Integer> movedFrom() {
    return DATABASE.state().transaction(transaction -> secrets.findMovedFrom(transaction, NAME));
  }

  @Test
  void whatTheTransactionOfTheCallerLosesNeverWas() {
    assertThatThrownBy(
            () ->
                change(
                    transaction -> {
                      secrets.putPending(transaction, NAME, second);
                      secrets.promotePending(transaction, NAME);
                      throw new IllegalStateException("the caller fails");
                    }))
        .hasMessage("the caller fails");
    assertThat(secrets.credentials(NAME)).isEqualTo(first);
    assertThat(secrets.findPending(NAME)).isEmpty();
  }

  @Test
  void aValueDoesNotOpenAsAnotherVersionOfItsSecret() {
    change(transaction -> secrets.putPending(transaction, NAME, second));
    change(
        transaction ->
            transaction
                .handle()
                .execute(
                    """
                update secret_version v set sealed = o.sealed from secret_version o
                where v.secret = ? and o.secret = v.secret
                  and v.stage = 'AWSCURRENT' and o.stage = 'AWSPENDING'
                """,
                    NAME));
    assertThatThrownBy(() -> secrets.credentials(NAME)).hasMessageContaining("master-key-mismatch");
  }

  @Test
  void secretsFromBeforeThereWereVersionsAreKept() throws Exception {
    var url = DATABASE.createEmpty();
    var flyway =
        Flyway.configure().dataSource(url, "cairn", "").locations("classpath:db/migration");
    flyway.target("4").load().migrate();
    var sealed =
        DATABASE
            .state()
            .transaction(transaction -> new Sealer(key()).seal(transaction, NAME, first.toJson()));
    try (var connection = DriverManager.getConnection(url, "cairn", "");
        var insert =
            connection.prepareStatement(
                "insert into secret (name, stack, stage, engine, sealed)"
                    + " values (?, 'shop', 'dev', 'postgres', ?)")) {
      insert.setString(1, NAME);
      insert.setBytes(2, sealed);
      insert.executeUpdate();
    }
    try (var state = StateDatabase.open(url, "cairn", Sensitive.of(""))) {
      var kept = secretsOf(state);
      assertThat(kept.credentials(NAME)).isEqualTo(first);
      assertThat(kept.versions(NAME)).extracting(SecretVersion::id).containsExactly(new UUID(0, 0));
      state.transaction(
          transaction -> {
            kept.putPending(transaction, NAME, second);
            return kept.promotePending(transaction, NAME);
          });
      assertThat(kept.credentials(NAME)).isEqualTo(second);
      assertThat(kept.findPrevious(NAME)).contains(first);
    }
  }
}
