package dev.cairn.provider.local.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.Bytes;
import dev.cairn.core.Sensitive;
import dev.cairn.engine.Redis;
import dev.cairn.engine.Tuning;
import dev.cairn.process.IdentityFile;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.Login;
import dev.cairn.provider.Progress;
import dev.cairn.provider.local.LocalContract;
import dev.cairn.provider.local.LocalDatabases;
import dev.cairn.provider.local.files.Trees;
import dev.cairn.provider.local.instance.Administrator;
import dev.cairn.provider.local.instance.CertificateAuthority;
import dev.cairn.provider.local.instance.CertificateFiles;
import dev.cairn.provider.local.instance.InstanceFiles;
import dev.cairn.provider.local.instance.InstanceRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings of a real Redis. */
class RedisTuningTest {
  private static final String ID = "tuned-redis";
  private static final Login LOGIN = new Login("notes", Sensitive.of("p".repeat(40)));
  @TempDir Path directory;

  @AfterEach
  void remove() {
    assertThat(provider().remove(ID, line -> {})).isEqualTo(Progress.ready());
    Trees.delete(directory.resolve("home"));
  }

  private LocalDatabases provider() {
    return LocalContract.open(directory.resolve("home"), stage -> Optional.empty());
  }

  private static DatabaseInstance wanted(Map<String, String> settings) {
    return new DatabaseInstance(
        ID,
        Redis.INSTANCE,
        "7.0",
        Redis.INSTANCE.types().getFirst(),
        Bytes.ofGib(1),
        Optional.empty(),
        "0",
        List.of(LOGIN),
        false,
        Optional.empty(),
        new Tuning(settings, List.of(), false));
  }

  private void ensure(Map<String, String> settings) {
    assertThat(provider().ensure(wanted(settings), line -> {})).isEqualTo(Progress.ready());
  }

  private long start() {
    return IdentityFile.find(InstanceFiles.of(directory.resolve("home"), ID).process())
        .orElseThrow()
        .startTicks();
  }

  private InstanceFiles files() {
    return InstanceFiles.of(directory.resolve("home"), ID);
  }

  private RedisSession application() throws RedisFailure {
    var instance = InstanceRecord.find(files()).orElseThrow();
    return RedisSession.plain("127.0.0.1", instance.port(), "notes", LOGIN.password());
  }

  @Test
  void settingsAreInForceAndGoneAgainWithARestartOnlyWhereOneIsNeeded() throws Exception {
    ensure(Map.of());
    long before = start();
    ensure(
        Map.of(
            "notify-keyspace-events", "Ex",
            "maxmemory-policy", "allkeys-lru",
            "timeout", "300",
            "lazyfree-lazy-expire", "on",
            "appendfsync", "always"));
    assertThat(start()).isEqualTo(before);
    assertThat(provider().settings(ID))
        .containsEntry("notify-keyspace-events", "xE")
        .containsEntry("maxmemory-policy", "allkeys-lru")
        .containsEntry("timeout", "300")
        .containsEntry("lazyfree-lazy-expire", "yes")
        .containsEntry("appendfsync", "always");
    ensure(Map.of("timeout", "60"));
    assertThat(start()).isEqualTo(before);
    assertThat(provider().settings(ID))
        .containsEntry("notify-keyspace-events", "")
        .containsEntry("maxmemory-policy", "noeviction")
        .containsEntry("timeout", "60")
        .containsEntry("lazyfree-lazy-expire", "no")
        .containsEntry("appendfsync", "everysec");

    try (var session = application()) {
      session.run("SET", "kept", "yes");
    }
    ensure(Map.of("io-threads", "2", "timeout", "60"));
    assertThat(start()).isNotEqualTo(before);
    assertThat(provider().settings(ID)).containsEntry("io-threads", "2");
    try (var session = application()) {
      assertThat(session.text("GET", "kept")).isEqualTo("yes");
    }
    // Debian's is made without what that needs: it is refused, and the way back is open.
    assertThat(
            provider().ensure(wanted(Map.of("io-threads", "2", "activedefrag", "on")), line -> {}))
        .isInstanceOfSatisfying(
            Progress.Failed.class,
            it -> assertThat(it.problem().code()).isEqualTo("setting-refused"));
    ensure(Map.of("io-threads", "2"));
  }

  /** One that evicts must not meet the memory of one that refuses: it would forget everything. */
  @Test
  void oneThatEvictsForgetsNothingWhereItsStorageIsUsedUp() throws Exception {
    ensure(Map.of("maxmemory-policy", "allkeys-lru"));
    try (var session = application()) {
      for (int i = 0; i < 100; i++) {
        session.run("SET", "key:" + i, "x".repeat(1000));
      }
    }
    var full = InstanceRecord.find(files()).orElseThrow().refusing("It is full.").write(files());
    var certificates =
        new CertificateFiles(
            new CertificateAuthority(directory.resolve("home/tls"), java.time.Clock.systemUTC()));
    var engine =
        new RedisEngine(
            new RedisBinaries(
                directory,
                Map.of(),
                dev.cairn.process.Programs.directories(),
                new dev.cairn.process.Processes()),
            new RedisServer(new dev.cairn.process.Processes()),
            new RedisLogins(certificates),
            Administrator.of(id -> Sensitive.of("admin-of-" + id), certificates));
    engine.applyWritable(files(), full);
    try (var session = application()) {
      assertThat(session.run("DBSIZE")).isEqualTo(100L);
    }
    engine.applyWritable(files(), full.refusing("").write(files()));
    assertThat(provider().settings(ID)).containsEntry("maxmemory-policy", "allkeys-lru");
    try (var session = application()) {
      assertThat(session.run("DBSIZE")).isEqualTo(100L);
      session.run("SET", "more", "yes");
    }
  }
}
