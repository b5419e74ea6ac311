package dev.cairn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.engine.mysql.MySqlCatalogue;
import dev.cairn.engine.postgres.PostgresCatalogue;
import dev.cairn.engine.postgres.PostgresExtensions;
import dev.cairn.engine.redis.RedisCatalogue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogueTest {
  private static final InstanceType MICRO = Postgres.INSTANCE.types().getFirst();

  private static Optional<Catalogue.Refusal> refusal(Catalogue in, String name, String value) {
    return in.refusal(name, value, MICRO, 15);
  }

  @ParameterizedTest
  @CsvSource({
    "work_mem, 65536, 64MB",
    "work_mem, 64 mb, 64MB",
    "work_mem, 64MiB, 64MB",
    "statement_timeout, 30000, 30s",
    "statement_timeout, 90s, 90s",
    "statement_timeout, 0, 0",
    "autovacuum_naptime, 90, 90s",
    "log_min_duration_statement, -1, -1",
    "random_page_cost, 1.1, 1.1",
    "max_connections, 0200, 200",
    "jit, TRUE, on",
    "log_statement, DDL, ddl"
  })
  void valuesAreWrittenOneWay(String name, String written, String normal) {
    assertThat(refusal(PostgresCatalogue.ALL, name, written)).isEmpty();
    assertThat(PostgresCatalogue.ALL.find(name).orElseThrow().normal(written)).isEqualTo(normal);
  }

  @ParameterizedTest
  @CsvSource({
    "work_mem, 1kB",
    "work_mem, 300MB",
    "work_mem, much",
    "work_mem, 99999999999999GB",
    "shared_buffers, 900MB",
    "max_connections, 5",
    "max_connections, 1e3",
    "statement_timeout, -1",
    "statement_timeout, 5 weeks",
    "jit, maybe",
    "wal_compression, rot13",
    "'timezone', 'UTC'' fsync'"
  })
  void valuesOutOfRangeAreRefused(String name, String value) {
    assertThat(refusal(PostgresCatalogue.ALL, name, value))
        .hasValueSatisfying(it -> assertThat(it.code()).isEqualTo("invalid-setting"));
  }

  @Test
  void whatKeepsCairnsPromisesIsRefusedWithTheReason() {
    for (var name :
        List.of(
            "data_directory",
            "listen_addresses",
            "port",
            "ssl",
            "hba_file",
            "fsync",
            "synchronous_commit",
            "archive_command",
            "wal_level",
            "shared_preload_libraries",
            "log_destination",
            "default_transaction_read_only")) {
      assertThat(refusal(PostgresCatalogue.ALL, name, "on"))
          .hasValueSatisfying(it -> assertThat(it.code()).as(name).isEqualTo("setting-not-yours"));
    }
    for (var name :
        List.of(
            "datadir",
            "bind_address",
            "plugin_load_add",
            "init_connect",
            "secure_file_priv",
            "innodb_flush_log_at_trx_commit",
            "read_only",
            "log_output",
            "skip_grant_tables",
            "lower_case_table_names")) {
      assertThat(refusal(MySqlCatalogue.ALL, name, "1"))
          .hasValueSatisfying(it -> assertThat(it.code()).as(name).isEqualTo("setting-not-yours"));
    }
    for (var name :
        List.of(
            "dir",
            "bind",
            "requirepass",
            "aclfile",
            "loadmodule",
            "enable-debug-command",
            "appendonly",
            "save",
            "maxmemory",
            "replicaof")) {
      assertThat(refusal(RedisCatalogue.ALL, name, "1"))
          .hasValueSatisfying(it -> assertThat(it.code()).as(name).isEqualTo("setting-not-yours"));
    }
    assertThat(refusal(PostgresCatalogue.ALL, "work_men", "1MB"))
        .hasValueSatisfying(it -> assertThat(it.suggestion()).contains("work_mem"));
    assertThat(refusal(PostgresCatalogue.ALL, "transaction_timeout", "1s"))
        .hasValueSatisfying(it -> assertThat(it.message()).contains("17"));
  }

  @Test
  void everyNameStandsOnceAndNoneIsBothOfferedAndRefused() {
    for (var catalogue : List.of(PostgresCatalogue.ALL, MySqlCatalogue.ALL, RedisCatalogue.ALL)) {
      assertThat(catalogue.names()).doesNotHaveDuplicates();
      assertThat(catalogue.names()).doesNotContainAnyElementsOf(catalogue.refused().keySet());
      assertThat(catalogue.settings()).allMatch(it -> !it.rule(MICRO).isEmpty());
    }
    assertThat(PostgresExtensions.names()).allMatch(it -> PostgresExtensions.refusal(it).isEmpty());
    for (var name : List.of("plperlu", "plpython3u", "file_fdw", "adminpack", "dblink")) {
      assertThat(PostgresExtensions.refusal(name)).isPresent();
    }
  }

  @Test
  void tuningIsReadAsItWasWritten() {
    var tuning =
        new Tuning(
            Map.of("datestyle", "iso, dmy", "sql_mode", ""), List.of("vector", "amcheck"), true);
    assertThat(Tuning.of(tuning.text())).isEqualTo(tuning);
    assertThat(Tuning.of("")).isEqualTo(Tuning.NONE);
    assertThat(Tuning.NONE.text()).isEmpty();
  }
}
