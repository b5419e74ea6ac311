package dev.cairn.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.bench.Installation;
import dev.cairn.bench.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cairn's own state in a PostgreSQL that it was given: here one that another Cairn runs. */
class StateElsewhereTest {
  private static final String STAGE = "small/dev";
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path directory;

  @Test
  void theMainJobIsDoneWithIt() throws IOException {
    try (var keeper = Installation.empty()) {
      Files.writeString(
          directory.resolve("cairn.yaml"),
          "stack: keeper\nstages:\n  - name: dev\n    databases: [postgres]\n");
      keeper.cairn("up", directory.toString()).expectSuccess();
      var login = keeper.api().revealSecret("dev-keeper-postgres").value().orElseThrow();
      var url = "jdbc:postgresql://127.0.0.1:" + login.port() + "/" + login.dbname();
      var password = directory.resolve("state.password");
      Files.writeString(password, login.password() + "\n");
      var settings =
          "state: {url: '%s', username: %s, passwordFile: %s}\n"
              .formatted(url, login.username(), password);

      var application = Files.createDirectory(directory.resolve("application"));
      SmallApplication.in(application, "process");
      try (var cairn = Installation.empty()) {
        Files.writeString(cairn.home().resolve("config.yaml"), settings);
        cairn.cairn("up", application.toString()).expectSuccess();
        var address = cairn.api().service(STAGE).address();
        assertThat(SmallApplication.ask(address, "/")).isEqualTo("reached");
        assertThat(cairn.home().resolve("databases/cairn-state")).doesNotExist();

        Installation.kill9(cairn.serverPid());
        cairn.up();
        assertThat(cairn.api().service(STAGE).address()).isEqualTo(address);

        // The state goes away and comes back, and so does Cairn, without being started again.
        Installation.kill9(
            keeper.databasePid(keeper.api().database("keeper/dev/postgres").identifier()));
        assertThat(SmallApplication.ask(address, "/")).isEqualTo("reached");
        Waiting.until(
            SOON,
            "the state again",
            () -> cairn.cairn("stack", "show", "small", "-o", "json").status() == 0);

        cairn.cairn("down").expectSuccess();
        assertThat(cairn.processes()).isEmpty();
        cairn.up();
        Waiting.until(
            SOON,
            "the application after down and up",
            () -> SmallApplication.ask(address, "/").equals("reached"));

        var purged = cairn.cairn(Map.of(), "purge\n", "down", "--purge").expectSuccess();
        assertThat(purged.out()).contains("stays in " + url);
        assertThat(cairn.home()).doesNotExist();
        assertThat(cairn.processes()).isEmpty();
      }
      // What is left there is not taken for the state of a new home.
      try (var another = Installation.empty()) {
        Files.writeString(another.home().resolve("config.yaml"), settings);
        var refused = another.cairn("up");
        assertThat(refused.status()).isNotZero();
        assertThat(refused.err() + another.serverLog())
            .contains("was not sealed with this installation's master key");
        Files.delete(another.home().resolve("config.yaml"));
      }
    }
  }
}
