package dev.cairn.cli.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.cli.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AddDatabaseTest {
  @TempDir private Path home;

  @Test
  void settingsGoWithTheDatabase() throws IOException, InterruptedException {
    try (var server = new TestServer(home)) {
      server.run(
          "db",
          "add",
          "shop/dev",
          "postgres",
          "--set",
          "work_mem=16MB",
          "--set",
          "timezone=a=b",
          "--create-databases");
      assertThat(server.bodies().getLast())
          .contains("\"settings\":{\"work_mem\":\"16MB\",\"timezone\":\"a=b\"}")
          .contains("\"createDatabases\":true");

      server.run("db", "add", "shop/dev", "postgres");
      assertThat(server.bodies().getLast()).doesNotContain("createDatabases");
      int requests = server.requests().size();
      assertThat(server.run("db", "add", "shop/dev", "redis", "--set", "maxmemory").err())
          .contains("\"maxmemory\" sets nothing.");
      assertThat(server.requests()).hasSize(requests);
    }
  }
}
