package dev.cairn.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.Bytes;
import dev.cairn.core.Sensitive;
import dev.cairn.engine.Postgres;
import dev.cairn.engine.Tuning;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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

  private static PostgresConf replica(Map<String, String> floors) {
    var home = Path.of("/srv/cairn");
    var source =
        new PostgresSource(
            20001,
            home.resolve("tls/ca.crt"),
            home.resolve("databases/it's/replication"),
            PostgresReplicationSql.slot("notes-qa-postgres"));
    return at(new PostgresPlace(floors, true, Optional.of(source)));
  }

  private static PostgresConf at(PostgresPlace place) {
    return new PostgresConf(
        Postgres.INSTANCE.types().getFirst(),
        Bytes.ofGib(20),
        20123,
        Optional.empty(),
        TLS,
        true,
        Tuning.NONE,
        place);
  }

  @Test
  void confOfASmallReplicaOfALargePrimary() throws IOException {
    assertThat(replica(Map.of("max_connections", "450", "max_worker_processes", "16")).text())
        .isEqualTo(golden("replica.conf"));
  }

  @Test
  void whoWaitsToBeToldWhetherItMayFollowFollowsNobody() {
    var conf = at(new PostgresPlace(Map.of("max_connections", "450"), true, Optional.empty()));
    assertThat(conf.text())
        .contains("hot_standby = on\n", "max_connections = 450\n")
        .doesNotContain("primary_");
  }

  @Test
  void promotionChangesNothingThatOnlyAStartTakes() {
    var floors = Map.of("max_connections", "450", "max_locks_per_transaction", "128");
    var promoted = at(new PostgresPlace(floors, false, Optional.empty()));
    assertThat(promoted.startText()).isEqualTo(replica(floors).startText());
    assertThat(promoted.text())
        .contains("hot_standby = on", "recovery_target_timeline = 'latest'")
        .doesNotContain("primary_");
  }

  /**
   * Of those that only a start takes: what is written down of the defaults is no reason for one.
   */
  @Test
  void onlyHigherFloorsRestartAReplicaAndNoDefaultAPrimary() {
    var type = Postgres.INSTANCE.types().getFirst();
    var alone =
        new PostgresConf(type, Bytes.ofGib(20), 20123, Optional.empty(), TLS, true).startText();
    assertThat(alone)
        .isEqualTo(
            """
            listen_addresses = '127.0.0.1'
            port = 20123
            unix_socket_directories = ''
            max_connections = 112
            shared_buffers = '256MB'
            max_worker_processes = 8
            logging_collector = off
            """);
    var same = PostgresFloors.raised(List.of(), type, Tuning.NONE);
    assertThat(replica(same).startText()).isEqualTo(alone);
    assertThat(replica(Map.of("max_locks_per_transaction", "128")).startText())
        .contains("max_locks_per_transaction = 128\n");
  }

  @Test
  void floorsAreThePrimarysAndOnlyGrow() {
    var large = Postgres.INSTANCE.types().getLast();
    var floors =
        PostgresFloors.raised(List.of(Map.of("max_connections", "1000")), large, Tuning.NONE);
    assertThat(floors)
        .containsEntry("max_connections", "1000")
        .containsEntry("max_wal_senders", "10")
        .containsEntry("max_prepared_transactions", "0")
        .containsEntry("max_locks_per_transaction", "64")
        .containsEntry("max_worker_processes", "8")
        .hasSize(5);
    var promoted = Map.of("max_worker_processes", "16");
    assertThat(PostgresFloors.raised(List.of(floors, promoted), large, Tuning.NONE))
        .containsEntry("max_connections", "1000")
        .containsEntry("max_worker_processes", "16");
    var tuned = Tuning.NONE.with(Map.of("max_connections", Optional.of("2000")));
    assertThat(PostgresFloors.raised(List.of(floors), large, tuned))
        .containsEntry("max_connections", "2000");
  }

  @Test
  void passwordFileIsForThePrimaryAtWhicheverPort() {
    assertThat(PostgresSource.password(Sensitive.of("a:b\\c")).reveal())
        .isEqualTo("localhost:*:replication:cairn_replication:a\\:b\\\\c\n");
  }

  @Test
  void slotsAreNamedAfterReplicasAndNoLongerThanPostgresTakes() {
    assertThat(PostgresReplicationSql.slot("notes-qa-postgres"))
        .isEqualTo("cairn_notes_qa_postgres");
    var one = PostgresReplicationSql.slot("a".repeat(70) + "-one");
    assertThat(one).hasSize(63).matches("[a-z0-9_]+");
    assertThat(one).isNotEqualTo(PostgresReplicationSql.slot("a".repeat(70) + "-two"));
  }

  @Test
  void accessListAdmitsTheAdministratorAndTheApplicationOnly() {
    assertThat(new PostgresAccess("notes", List.of("notes"), List.of("172.18.0.0/16")).text())
        .isEqualTo(
            """
            # Written by Cairn, which overwrites it.
            host all cairn_admin 127.0.0.1/32 scram-sha-256
            host "notes","postgres" "notes" 127.0.0.1/32 scram-sha-256
            host "notes","postgres" "notes" 172.18.0.0/16 scram-sha-256
            """);
  }

  @Test
  void accessListAdmitsGuestsAndReplicas() {
    var networks = List.of("172.18.0.0/16", "172.19.0.0/16");
    assertThat(new PostgresAccess("notes", List.of("notes"), networks, true, true).text())
        .isEqualTo(
            """
            # Written by Cairn, which overwrites it.
            host all cairn_admin 127.0.0.1/32 scram-sha-256
            hostssl replication cairn_replication 127.0.0.1/32 scram-sha-256
            host all "notes" 127.0.0.1/32 scram-sha-256
            host all "notes" 172.18.0.0/16 scram-sha-256
            host all "notes" 172.19.0.0/16 scram-sha-256
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
  void verifierTellsItsPasswordFromOthers() {
    var verifier = ScramVerifier.of(Sensitive.of("pencil"), new byte[16]);
    assertThat(ScramVerifier.matches(verifier, Sensitive.of("pencil"))).isTrue();
    assertThat(ScramVerifier.matches(verifier, Sensitive.of("pen"))).isFalse();
    assertThat(ScramVerifier.matches("", Sensitive.of("pencil"))).isFalse();
    assertThat(ScramVerifier.matches("md5" + "0".repeat(32), Sensitive.of("pencil"))).isFalse();
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
