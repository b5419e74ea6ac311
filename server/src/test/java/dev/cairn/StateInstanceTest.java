package dev.cairn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cairn.core.ProblemException;
import dev.cairn.core.Sensitive;
import dev.cairn.process.Processes;
import dev.cairn.provider.local.LocalDatabases;
import dev.cairn.provider.local.instance.CertificateAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateInstanceTest {
  @TempDir Path directory;

  @Test
  void aFreshHomeWasNotUsed() throws IOException {
    try (var home = Home.open(directory)) {
      assertThat(home.wasUsed()).isFalse();
    }
  }

  /** As after the first start died in the middle of making it. */
  @Test
  void aStateThatWasBegunIsNoSignOfUse() throws IOException {
    try (var home = Home.open(directory)) {
      instance(StateInstance.ID);

      assertThat(home.wasUsed()).isFalse();
    }
  }

  @Test
  void missingStateOfPresentDatabasesIsNotReplacedByAnEmptyOne() throws IOException {
    try (var home = Home.open(directory)) {
      instance("shop-dev-postgres");

      assertThat(refusal(home)).isEqualTo("state-missing");
      assertThat(directory.resolve("databases").resolve(StateInstance.ID)).doesNotExist();
    }
  }

  /** As where the disk of the databases is not mounted. */
  @Test
  void missingStateOfAHomeThatWasServedIsNotReplacedByAnEmptyOne() throws IOException {
    try (var home = Home.open(directory)) {
      Files.writeString(directory.resolve("cli.token"), "cairn_x\n");

      assertThat(refusal(home)).isEqualTo("state-missing");
    }
  }

  /** Without its record its data would be taken for the rest of an interrupted start. */
  @Test
  void stateWithoutItsRecordKeepsItsData() throws IOException {
    try (var home = Home.open(directory)) {
      Files.writeString(directory.resolve("cli.token"), "cairn_x\n");
      var data =
          Files.createDirectories(
              directory.resolve("databases").resolve(StateInstance.ID).resolve("data"));
      Files.writeString(data.resolve("PG_VERSION"), "18\n");

      assertThat(refusal(home)).isEqualTo("state-missing");
      assertThat(data.resolve("PG_VERSION")).exists();
    }
  }

  private void instance(String id) throws IOException {
    var files = Files.createDirectories(directory.resolve("databases").resolve(id));
    Files.writeString(files.resolve("instance.json"), "{}");
  }

  private String refusal(Home home) {
    var provider =
        new LocalDatabases(
            directory,
            new Processes(),
            stage -> Optional.empty(),
            new CertificateAuthority(directory.resolve("tls"), Clock.systemUTC()),
            Map.of(),
            id -> Sensitive.of("admin-of-" + id),
            Clock.systemUTC());
    try (var state = new StateInstance(home, provider, Sensitive::of)) {
      return catchThrowableOfType(ProblemException.class, state::ensure).problem().code();
    }
  }
}
