package dev.cairn.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.cairn.access.AccessKeys;
import dev.cairn.access.Users;
import dev.cairn.activity.Activity;
import dev.cairn.activity.ActivityEntry;
import dev.cairn.core.Actor;
import dev.cairn.core.Name;
import dev.cairn.core.Role;
import dev.cairn.core.Sensitive;
import dev.cairn.core.StageRef;
import dev.cairn.db.Json;
import dev.cairn.db.StateDatabase;
import dev.cairn.db.TestDatabase;
import dev.cairn.service.Environments;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class RekeyTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  private static final Actor ANNA = new Actor("anna", Role.ADMIN);
  private static final String NAME = "dev-shop-postgres";
  private static final String VARIABLE = "variable/shop/dev/GREETING";

  @TempDir Path home;

  private final StateDatabase state = DATABASE.state();
  private final Activity activity = new Activity(state);
  private final Credentials current = credentials();
  private final Credentials pending = credentials();
  private String keyId = "";
  private Sensitive<String> keySecret = Sensitive.of("");

  /** A server with the master key as it is on the disk now. */
  private final class Server {
    final MasterKey key = MasterKey.open(file(), true);
    final Sealer sealer = new Sealer(key);
    final Secrets secrets = new Secrets(state, activity, key);
    final AccessKeys accessKeys = new AccessKeys(state, activity, sealer);

    @SuppressWarnings("NullAway") // resealing looks at no database
    final Rekey rekey =
        new Rekey(
            state,
            activity,
            key,
            List.of(secrets, accessKeys, new Environments(state, null, secrets, sealer)));

    void opensEverything() {
      assertThat(secrets.credentials(NAME)).isEqualTo(current);
      assertThat(secrets.findPending(NAME)).contains(pending);
      assertThat(accessKeys.find(keyId).orElseThrow().secret()).isEqualTo(keySecret);
      assertThat(sealer.unseal(VARIABLE, variable()).reveal()).isEqualTo("hello");
    }
  }

  private static Credentials credentials() {
    return new Credentials(
        "shop", Credentials.newPassword(), "postgres", "127.0.0.1", 20001, "shop", "shop-ab12");
  }

  private Path file() {
    return home.resolve("master.key");
  }

  private byte[] variable() {
    var text =
        state.transaction(
            transaction ->
                transaction
                    .handle()
                    .createQuery("select sealed from variable")
                    .mapTo(String.class)
                    .one());
    return Base64.getDecoder().decode(text);
  }

  private int keysInFile() throws Exception {
    var keysets = Json.readStrings(Files.readString(file()));
    return keysets.getOrDefault("aead", "").split("\"keyId\"", -1).length - 1;
  }

  @BeforeEach
  void somethingOfEachKindIsSealed() {
    var server = new Server();
    state.transaction(
        transaction -> {
          transaction.handle().execute("delete from secret");
          transaction.handle().execute("delete from variable");
          transaction.handle().execute("delete from stage");
          transaction.handle().execute("delete from stack");
          transaction.handle().execute("delete from cairn_user");
          transaction.handle().execute("insert into stack (name) values ('shop')");
          transaction
              .handle()
              .execute(
                  "insert into stage (stack, name, position, target, region)"
                      + " values ('shop', 'dev', 1, 'local', 'local')");
          transaction
              .handle()
              .execute(
                  "insert into variable (stack, stage, name, sealed) values ('shop', 'dev', ?, ?)",
                  "GREETING",
                  Base64.getEncoder()
                      .encodeToString(
                          server.sealer.seal(transaction, VARIABLE, Sensitive.of("hello"))));
          server.secrets.put(transaction, StageRef.parse("shop/dev"), current);
          server.secrets.putPending(transaction, NAME, pending);
          return true;
        });
    new Users(state, activity).add(ANNA, new Name("anna"), Role.ADMIN, Optional.empty());
    var issued = server.accessKeys.create(ANNA, new Name("anna"), "laptop");
    keyId = issued.key().id();
    keySecret = issued.secret();
    server.opensEverything();
  }

  @Test
  void everythingIsSealedWithANewKeyAndTheOldOneIsGone() throws Exception {
    var old = Files.readString(file());
    var derived = new Server().key.apply("shop-dev-postgres-ab12");
    var server = new Server();

    var outcome = server.rekey.run(ANNA);

    assertThat(outcome.resumed()).isFalse();
    assertThat(outcome.resealed())
        .isEqualTo(Map.of("secrets", 2, "access-keys", 1, "variables", 1));
    assertThat(keysInFile()).isEqualTo(1);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    assertThat(home).isDirectoryNotContaining(it -> it.toString().endsWith(".new"));
    server.opensEverything();
    new Server().opensEverything();
    assertThat(new Server().key.apply("shop-dev-postgres-ab12")).isEqualTo(derived);
    assertThat(activity.list(Optional.of(Rekey.TARGET), 1))
        .extracting(ActivityEntry::actor, ActivityEntry::action)
        .containsExactly(tuple("anna", "rekey"));

    Files.writeString(file(), old);
    var former = new Server();
    assertThatThrownBy(() -> former.secrets.credentials(NAME))
        .hasMessageContaining("master-key-mismatch");
    assertThatThrownBy(() -> former.accessKeys.find(keyId))
        .hasMessageContaining("master-key-mismatch");
    assertThatThrownBy(() -> former.sealer.unseal(VARIABLE, variable()))
        .hasMessageContaining("master-key-mismatch");
  }

  @Test
  void aServerThatDiesBetweenThePhasesOpensEverythingAndFinishesWhenAskedAgain() throws Exception {
    for (int phases = 0; phases <= 3; phases++) {
      var dying = new Server();
      if (phases > 0) {
        assertThat(dying.rekey.addKey()).isTrue();
        assertThat(keysInFile()).isEqualTo(2);
      }
      if (phases > 1) {
        assertThat(dying.rekey.reseal().values()).containsExactlyInAnyOrder(2, 1, 1);
      }
      if (phases > 2) {
        dying.rekey.dropOldKey();
        assertThat(keysInFile()).isEqualTo(1);
      }
      dying.opensEverything();

      new Server().opensEverything();
      var next = new Server();
      var outcome = next.rekey.run(ANNA);
      assertThat(outcome.resumed()).as("after " + phases).isEqualTo(phases == 1 || phases == 2);
      assertThat(keysInFile()).isEqualTo(1);
      new Server().opensEverything();
    }
  }

  @Test
  void aServerThatDiesWhileItSealsOpensWhatIsSealedWithEitherKey() {
    var dying = new Server();
    dying.rekey.addKey();
    dying.accessKeys.resealAll();

    new Server().opensEverything();
    assertThat(new Server().rekey.run(ANNA).resealed())
        .isEqualTo(Map.of("secrets", 2, "access-keys", 0, "variables", 1));
    new Server().opensEverything();
  }

  @Test
  void aHalfWrittenFileIsNoObstacleAndIsRemoved() throws Exception {
    Files.writeString(home.resolve("master.key.new"), "{\"aead\":\"half");
    new Server().opensEverything();
    assertThat(home.resolve("master.key.new")).doesNotExist();
  }

  @Test
  void whatATransactionSealedBeforeTheNewKeyCameIsWaitedFor() throws Exception {
    var server = new Server();
    var sealed = new CountDownLatch(1);
    var mayCommit = new CountDownLatch(1);
    var late = credentials();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var writing =
          threads.submit(
              () ->
                  state.transaction(
                      transaction -> {
                        server.secrets.put(transaction, StageRef.parse("shop/dev"), late);
                        sealed.countDown();
                        await(mayCommit);
                        return true;
                      }));
      await(sealed);
      var rekeying = threads.submit(() -> server.rekey.run(ANNA));
      assertThatThrownBy(() -> rekeying.get(300, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
      assertThatThrownBy(() -> server.rekey.run(ANNA)).hasMessageContaining("rekey-running");
      mayCommit.countDown();
      assertThat(writing.get(10, TimeUnit.SECONDS)).isTrue();
      assertThat(rekeying.get(10, TimeUnit.SECONDS).resealed()).containsEntry("secrets", 2);
    }
    assertThat(new Server().secrets.credentials(NAME)).isEqualTo(late);
  }

  @Test
  void somethingThatOpensWithNoKeyStopsTheChangeAndTheOldKeyStays() throws Exception {
    state.transaction(
        transaction ->
            transaction
                .handle()
                .execute("update secret_version set sealed = 'x' where stage = 'AWSPENDING'"));
    var server = new Server();
    assertThatThrownBy(() -> server.rekey.run(ANNA)).hasMessageContaining("master-key-mismatch");
    assertThat(keysInFile()).isEqualTo(2);
    assertThat(new Server().secrets.credentials(NAME)).isEqualTo(current);
  }

  @Test
  void aFileThatIsNotTheOneTheServerBeganWithIsNotTouched() throws Exception {
    var server = new Server();
    Files.delete(file());
    new Server();
    var foreign = Files.readString(file());
    assertThatThrownBy(() -> server.rekey.run(ANNA)).hasMessageContaining("master-key-changed");
    assertThat(file()).hasContent(foreign);
    server.opensEverything();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }
}
