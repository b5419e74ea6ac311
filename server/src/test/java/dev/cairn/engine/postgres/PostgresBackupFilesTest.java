package dev.cairn.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresBackupFilesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "PG_VERSION",
        "postgresql.auto.conf",
        "base/5/1259",
        "base/5/1259_fsm",
        "base/5/16384_init",
        "base/5/16384.1",
        "global/pg_filenode.map",
        "pg_wal",
        "pg_replslot",
        "pg_subtrans",
        "pg_xact/0000",
        "pg_multixact/members/0000",
        "pg_stat/pgstat.stat"
      })
  void isCopied(String path) {
    assertThat(PostgresBackupFiles.counts(Path.of(path))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postmaster.pid",
        "postmaster.opts",
        "backup_label",
        "tablespace_map",
        "standby.signal",
        "global/pg_control",
        "global/pg_internal.init",
        "base/5/pg_internal.init.4711",
        "base/5/t3_16390",
        "base/5/t3_16390_fsm",
        "base/5/t3_16390.1",
        "base/pgsql_tmp",
        "base/pgsql_tmp/pgsql_tmp12.0",
        "pg_wal/000000010000000000000001",
        "pg_wal/archive_status",
        "pg_replslot/cairn_one/state",
        "pg_stat_tmp/global.stat",
        "pg_notify/0000"
      })
  void isNotCopied(String path) {
    assertThat(PostgresBackupFiles.counts(Path.of(path))).isFalse();
  }

  @Test
  void logOfABackupIsWhatLiesBetweenItsBeginAndItsEnd() {
    var label = "START WAL LOCATION: 0/7000028 (file 000000010000000000000007)\nCHECKPOINT ...";
    var first = PostgresBackupFiles.firstLog(label);
    var names =
        Stream.of(
            "000000010000000000000006",
            "000000010000000000000007",
            "000000010000000000000008",
            "000000010000000000000009",
            "00000001.history",
            "archive_status");
    assertThat(
            names.filter(
                it -> PostgresBackupFiles.isLogBetween(it, first, "000000010000000000000008")))
        .containsExactly("000000010000000000000007", "000000010000000000000008");
  }
}
