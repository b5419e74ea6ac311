package dev.cairn.cli.env;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.cli.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvForHostTest {
  @TempDir Path home;

  private static String variable(String name, Path file) {
    return """
        {"name": "%s", "value": "%s", "secret": false, "origin": "generated",
         "database": "shop/dev/postgres", "overrides": false}"""
        .formatted(name, file);
  }

  @Test
  void certificateFileThatTheUserCannotReadIsCopiedToHisHome() throws Exception {
    var readable = Files.writeString(home.resolve("readable.crt"), "-----BEGIN readable");
    var closed = home.resolve("closed/ca.crt");
    try (var server = new TestServer(home)) {
      server
          .answer(
              "GET /stacks/shop/stages/dev/variables",
              "{\"items\": ["
                  + variable("PG_SSLROOTCERT", closed)
                  + ","
                  + variable("MYSQL_SSL_CA", readable)
                  + ","
                  + variable("DATA_FILE", closed)
                  + "]}")
          .answer(
              "GET /stacks/shop/stages/dev/databases/postgres/authority",
              "{\"file\": \"" + closed + "\", \"certificate\": \"-----BEGIN closed\"}");
      var outcome = server.run("env", "shop/dev", "--for", "host", "-o", "dotenv");
      assertThat(outcome.err()).isEmpty();
      var lines = outcome.out().lines().toList();
      assertThat(lines.get(1)).isEqualTo("MYSQL_SSL_CA=" + readable);
      assertThat(lines.get(2)).isEqualTo("DATA_FILE=" + closed);
      assertThat(lines.getFirst()).startsWith("PG_SSLROOTCERT=" + home.resolve("authorities"));
      assertThat(Path.of(lines.getFirst().substring("PG_SSLROOTCERT=".length())))
          .hasContent("-----BEGIN closed");
      assertThat(server.run("env", "shop/dev", "--for", "host", "-o", "dotenv").out())
          .isEqualTo(outcome.out());
      assertThat(server.run("env", "shop/dev", "-o", "dotenv").out())
          .contains("PG_SSLROOTCERT=" + closed);
    }
  }
}
