package dev.cairn.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.cairn.activity.Activity;
import dev.cairn.core.Actor;
import dev.cairn.core.ProblemException;
import dev.cairn.core.Role;
import dev.cairn.core.Sensitive;
import dev.cairn.core.StageRef;
import dev.cairn.db.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  private static final Actor ANNA = new Actor("anna", Role.OPERATOR);
  private static final StageRef DEV = StageRef.parse("notes/dev");

  @TempDir Path home;

  private Secrets secrets(MasterKey key) {
    return new Secrets(DATABASE.state(), new Activity(DATABASE.state()), key);
  }

  private static byte[] sealed(MasterKey key, Credentials value) {
    return DATABASE
        .state()
        .transaction(transaction -> new Sealer(key).seal(transaction, "name", value.toJson()));
  }

  private static Credentials credentials() {
    return new Credentials(
        "notes",
        Credentials.newPassword(),
        "postgres",
        "127.0.0.1",
        20001,
        "notes",
        "notes-dev-postgres-ab12");
  }

  @Test
  void aSecretIsJsonWithExactlyTheAgreedKeys() {
    var json = credentials().toJson().reveal();
    assertThat(json)
        .matches(
            "\\{\"username\":\"notes\",\"password\":\"[A-Za-z0-9_-]{40}\",\"engine\":\"postgres\","
                + "\"host\":\"127.0.0.1\",\"port\":20001,\"dbname\":\"notes\","
                + "\"dbInstanceIdentifier\":\"notes-dev-postgres-ab12\"}");
  }

  @Test
  void whatWasPutIsRevealedAndRecorded() {
    var key = MasterKey.open(home.resolve("master.key"), true);
    var secrets = secrets(key);
    var put = credentials();
    DATABASE
        .state()
        .transaction(
            transaction -> {
              secrets.put(transaction, DEV, put);
              return 1;
            });
    assertThat(secrets.list(Optional.empty(), Optional.empty()))
        .extracting(Secret::name)
        .containsExactly("dev-notes-postgres");
    assertThat(secrets.reveal(ANNA, "dev-notes-postgres")).isEqualTo(put);
    assertThat(new Activity(DATABASE.state()).list(Optional.of("notes/dev"), 1).getFirst().action())
        .isEqualTo("reveal-secret");
    assertThat(secrets.findValue("dev-notes-postgres", "port").map(Sensitive::reveal))
        .contains("20001");
    assertThat(secrets.findValue("dev-notes-postgres", "pasword")).isEmpty();
    assertThat(secrets.findValue("dev-note-postgres", "port")).isEmpty();
    assertThatThrownBy(() -> secrets.get("dev-note-postgres"))
        .asInstanceOf(type(ProblemException.class))
        .extracting(e -> e.problem().suggestion())
        .isEqualTo("Did you mean dev-notes-postgres?");

    secrets(MasterKey.open(home.resolve("master.key"), false)).checkKey();
    var foreign = secrets(MasterKey.open(home.resolve("other.key"), true));
    assertThatThrownBy(foreign::checkKey).hasMessageContaining("master-key-mismatch");
    assertThatThrownBy(() -> new Sealer(key).unseal("other-name", sealed(key, put)))
        .hasMessageContaining("master-key-mismatch");
  }

  @Test
  void theKeyIsMadeOnceForItsOwnerOnly() throws Exception {
    var file = home.resolve("master.key");
    var first = MasterKey.open(file, true).apply("notes-dev-postgres-ab12");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(first.reveal()).matches("[A-Za-z0-9_-]{40}");
    assertThat(MasterKey.open(file, true).apply("notes-dev-postgres-ab12")).isEqualTo(first);
    assertThat(MasterKey.open(file, true).apply("notes-dev-postgres-ab13")).isNotEqualTo(first);
    assertThat(home).isDirectoryNotContaining(it -> it.toString().endsWith(".new"));
  }

  @Test
  void aKeyThatIsMissingExposedOrDamagedIsRefused() throws Exception {
    var file = home.resolve("master.key");
    assertThatThrownBy(() -> MasterKey.open(file, false))
        .hasMessageContaining("master-key-missing");
    MasterKey.open(file, true);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> MasterKey.open(file, true)).hasMessageContaining("master-key-exposed");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    for (var damaged : new String[] {"", "{}", "{\"aead\":\"x\"}", "zzz"}) {
      Files.writeString(file, damaged);
      assertThatThrownBy(() -> MasterKey.open(file, true))
          .hasMessageContaining("master-key-unreadable");
    }
  }
}
