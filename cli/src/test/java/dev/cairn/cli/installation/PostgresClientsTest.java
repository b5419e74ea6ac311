package dev.cairn.cli.installation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PostgresClientsTest {
  private static final Optional<String> OF_15 =
      Optional.of("pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n");

  @Test
  void olderProgramThanItsServerIsToldWithWhatToInstall() {
    var finding = PostgresClients.finding(OptionalInt.of(18), OF_15).orElseThrow();

    assertThat(finding.well()).isFalse();
    assertThat(finding.detail()).contains("15.18");
    assertThat(finding.fix()).contains("apt-get install -y postgresql-client-18");
  }

  @Test
  void newerProgramWillDo() {
    assertThat(PostgresClients.finding(OptionalInt.of(14), OF_15).orElseThrow().well()).isTrue();
    assertThat(PostgresClients.finding(OptionalInt.of(15), OF_15).orElseThrow().well()).isTrue();
  }

  @Test
  void missingProgramIsToldOnlyWhereThereIsADatabase() {
    assertThat(PostgresClients.finding(OptionalInt.empty(), Optional.empty())).isEmpty();
    assertThat(PostgresClients.finding(OptionalInt.of(18), Optional.empty()).orElseThrow().detail())
        .isEqualTo("not found");
  }

  @Test
  void versionsAreReadAsServersAndProgramsSayThem() {
    assertThat(PostgresClients.major("18")).hasValue(18);
    assertThat(PostgresClients.major("18.6")).hasValue(18);
    assertThat(PostgresClients.major("pg_dump (PostgreSQL) 17beta1")).hasValue(17);
    assertThat(PostgresClients.major("none")).isEmpty();
  }
}
