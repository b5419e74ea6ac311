package dev.cairn.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class PostgresClientsTest {
  private static final Optional<String> OF_15 =
      Optional.of("pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)");

  @Test
  void olderProgramThanItsServerIsToldWithWhatToInstall() {
    var advice = PostgresClients.advice("18", OF_15).orElseThrow();

    assertThat(advice.note()).isEqualTo("pg_dump of this system is 15; PostgreSQL 18 needs 18");
    assertThat(advice.install()).startsWith("apt-get install -y postgresql-client-18;");
  }

  @Test
  void newerProgramWillDo() {
    assertThat(PostgresClients.advice("14", OF_15)).isEmpty();
    assertThat(PostgresClients.advice("15.4", OF_15)).isEmpty();
  }

  @Test
  void missingProgramIsTold() {
    assertThat(PostgresClients.advice("17", Optional.empty()).orElseThrow().note())
        .isEqualTo("This system has no pg_dump; PostgreSQL 17 needs 17");
  }

  @Test
  void versionsAreReadAsServersAndProgramsSayThem() {
    assertThat(PostgresClients.major("18")).hasValue(18);
    assertThat(PostgresClients.major("18.6")).hasValue(18);
    assertThat(PostgresClients.major("pg_dump (PostgreSQL) 17beta1")).hasValue(17);
    assertThat(PostgresClients.major("none")).isEmpty();
  }
}
