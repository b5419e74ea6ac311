package dev.cairn.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.activity.Activity;
import dev.cairn.activity.ActivityEntry;
import dev.cairn.core.Actor;
import dev.cairn.core.Name;
import dev.cairn.core.Role;
import dev.cairn.db.StateDatabase;
import dev.cairn.db.TestDatabase;
import dev.cairn.secret.MasterKey;
import dev.cairn.secret.Sealer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class AccessKeysTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  private static final Name ANN = new Name("ann");
  private static final Actor BOSS = new Actor("boss", Role.ADMIN);

  @TempDir static Path home;

  private final StateDatabase state = DATABASE.state();
  private final Activity activity = new Activity(state);
  private final Users users = new Users(state, activity);
  private final AccessKeys keys =
      new AccessKeys(state, activity, new Sealer(MasterKey.open(home.resolve("master.key"), true)));

  @BeforeEach
  void start() {
    state.transaction(handle -> handle.handle().execute("delete from cairn_user"));
    users.add(Actor.CAIRN, new Name("boss"), Role.ADMIN, Optional.empty());
    users.add(Actor.CAIRN, ANN, Role.VIEWER, Optional.empty());
  }

  @Test
  void aKeyLooksAsAwsKeysDoAndItsSecretIsInNoRowInTheClear() {
    var issued = keys.create(BOSS, ANN, "laptop");

    assertThat(issued.key().id()).matches("AKIA[A-Z2-7]{16}");
    assertThat(issued.secret().reveal()).matches("[A-Za-z0-9]{40}");
    var stored =
        state.transaction(
            handle ->
                handle
                    .handle()
                    .createQuery("select sealed from access_key")
                    .mapTo(byte[].class)
                    .one());
    assertThat(new String(stored, StandardCharsets.ISO_8859_1))
        .doesNotContain(issued.secret().reveal());
    assertThat(issued.toString()).doesNotContain(issued.secret().reveal());
    assertThat(keys.list()).containsExactly(issued.key());
  }

  @Test
  void itsUserMayHaveSignedWithTheRoleThatTheUserHasNow() {
    var issued = keys.create(BOSS, ANN, "laptop");

    assertThat(keys.find(issued.key().id()))
        .contains(new AccessKeys.Signer(new Actor("ann", Role.VIEWER), issued.secret()));
    users.change(BOSS, ANN, Optional.of(Role.OPERATOR), Optional.empty());
    assertThat(keys.find(issued.key().id()).orElseThrow().actor().role()).isEqualTo(Role.OPERATOR);
    assertThat(keys.list().getFirst().lastUsedAt()).isEmpty();
    keys.used(issued.key().id());
    assertThat(keys.list().getFirst().lastUsedAt()).isPresent();
  }

  @Test
  void revokedOrWithoutItsUserAKeyIsUnknown() {
    var first = keys.create(BOSS, ANN, "laptop").key().id();
    var second = keys.create(BOSS, ANN, "server").key().id();

    keys.revoke(BOSS, first);
    assertThat(keys.find(first)).isEmpty();
    assertThatThrownBy(() -> keys.revoke(BOSS, first)).hasMessageContaining("unknown-access-key");
    users.remove(BOSS, ANN);
    assertThat(keys.find(second)).isEmpty();
    assertThat(keys.list()).isEmpty();
  }

  @Test
  void makingAndRevokingAreRecordedWithoutTheSecret() {
    var issued = keys.create(BOSS, ANN, "laptop");
    keys.revoke(BOSS, issued.key().id());

    var entries = activity.list(Optional.of("ann"), 2);
    assertThat(entries)
        .extracting(ActivityEntry::action)
        .containsExactly("revoke-access-key", "create-access-key");
    assertThat(entries.toString())
        .contains(issued.key().id())
        .doesNotContain(issued.secret().reveal());
  }

  @Test
  void aNameIsNeededAndTakenOnceAUser() {
    keys.create(BOSS, ANN, "laptop");
    keys.create(BOSS, new Name("boss"), "laptop");
    assertThatThrownBy(() -> keys.create(BOSS, ANN, "laptop"))
        .hasMessageContaining("access-key-exists");
    assertThatThrownBy(() -> keys.create(BOSS, ANN, " "))
        .hasMessageContaining("invalid-access-key-name");
    assertThatThrownBy(() -> keys.create(BOSS, new Name("nobody"), "x"))
        .hasMessageContaining("unknown-user");
  }
}
