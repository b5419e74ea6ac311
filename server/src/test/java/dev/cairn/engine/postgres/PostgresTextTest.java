package dev.cairn.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.Bytes;
import dev.cairn.core.Sensitive;
import dev.cairn.engine.Postgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is handed to PostgreSQL, compared whole with the files under {@code golden/postgres}. */
class PostgresTextTest {
  private static final Path TLS = Path.of("/srv/cairn/databases/it's/tls");

  private static String golden(String name) throws IOException {
    try (var in = PostgresTextTest.class.getResourceAsStream("/golden/postgres/" + name)) {
      assertThat(in).as(name).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void confOfTheSmallestTypeOnLoopback() throws IOException {
    var type = Postgres.INSTANCE.types().getFirst();
    assertThat(new PostgresConf(type, Bytes.ofGib(20), 20123, Optional.empty(), TLS, true).text())
        .isEqualTo(golden("micro.conf"));
  }

  @Test
  void confOfTheLargestTypeOnAStagesNetwork() throws IOException {
    var type = Postgres.INSTANCE.types().getLast();
    var conf =
        new PostgresConf(type, Bytes.ofGib(500), 20123, Optional.of("172.18.0.1"), TLS, true);
    assertThat(conf.text()).isEqualTo(golden("2xlarge.conf"));
  }

  @Test
  void accessListAdmitsTheAdministratorAndTheApplicationOnly() {
    assertThat(new PostgresAccess("notes", List.of("notes"), Optional.of("172.18.0.0/16")).text())
        .isEqualTo(
            """
            # Written by Cairn, which overwrites it.
            host all cairn_admin 127.0.0.1/32 scram-sha-256
            host "notes","postgres" "notes" 127.0.0.1/32 scram-sha-256
            host "notes","postgres" "notes" 172.18.0.0/16 scram-sha-256
            """);
  }

  @Test
  void renamesOnlyWhatDiffers() {
    assertThat(PostgresSql.rename("app", "notes", "app", "notes"))
        .containsExactly(
            "ALTER ROLE \"app\" RENAME TO \"notes\"", "ALTER DATABASE \"app\" RENAME TO \"notes\"");
    assertThat(PostgresSql.rename("notes", "notes", "notes", "notes")).isEmpty();
  }

  /** RFC 7677's example: user, password "pencil", its salt; keys checked against its messages. */
  @Test
  void verifierIsTheOneOfTheStandard() {
    var salt = java.util.Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ==");
    assertThat(ScramVerifier.of(Sensitive.of("pencil"), salt))
        .isEqualTo(
            "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY="
                + ":wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=");
  }

  @Test
  void everyOfferedVersionHasBinariesForBothArchitectures() {
    for (var version : Postgres.INSTANCE.versions()) {
      for (var machine : java.util.List.of("amd64", "aarch64")) {
        assertThat(PostgresArtifact.find(version.name(), machine))
            .as(version.name() + " " + machine)
            .hasValueSatisfying(it -> assertThat(it.sha256()).matches("[0-9a-f]{64}"));
      }
    }
    assertThat(PostgresArtifact.find("18", "riscv64")).isEmpty();
  }
}
