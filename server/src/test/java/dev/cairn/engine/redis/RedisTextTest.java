package dev.cairn.engine.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.Sensitive;
import dev.cairn.engine.Address;
import dev.cairn.engine.GeneratedVariable;
import dev.cairn.engine.InstanceType;
import dev.cairn.engine.Redis;
import dev.cairn.engine.Snippet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is handed to Redis and told of it, compared whole; files under {@code golden/redis}. */
class RedisTextTest {
  private static final Path DIRECTORY = Path.of("/srv/my cairn/databases/say \"hi\"");
  private static final InstanceType MICRO = Redis.INSTANCE.types().getFirst();
  private static final RedisBuild OLD = RedisBuild.ofName("6.2");
  private static final RedisBuild NEW = RedisBuild.ofName("7.0");

  private static String golden(String name) throws IOException {
    try (var in = RedisTextTest.class.getResourceAsStream("/golden/redis/" + name)) {
      assertThat(in).as(name).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static RedisConf conf(boolean cacheOnly, boolean isFull, Optional<String> gateway) {
    return new RedisConf(MICRO, cacheOnly, isFull, 20123, 20124, gateway, DIRECTORY);
  }

  @Test
  void confOfTheSmallestTypeOnLoopback() throws IOException {
    assertThat(conf(false, false, Optional.empty()).text()).isEqualTo(golden("micro.conf"));
  }

  @Test
  void confOfACacheOnAStagesNetwork() throws IOException {
    assertThat(conf(true, false, Optional.of("172.18.0.1")).text()).isEqualTo(golden("cache.conf"));
  }

  @Test
  void fullStorageAndAnotherTypeAndKeepingNothingNeedNoRestart() {
    var plain = conf(false, false, Optional.empty());
    var full = conf(false, true, Optional.empty());
    assertThat(full.fixedText()).isEqualTo(plain.fixedText());
    assertThat(full.live()).containsEntry("maxmemory", "1");
    assertThat(conf(true, false, Optional.empty()).fixedText()).isEqualTo(plain.fixedText());
    assertThat(conf(true, true, Optional.empty()).live())
        .as("a cache at its limit would throw everything away")
        .containsEntry("maxmemory", String.valueOf(RedisConf.memoryForData(MICRO)));
    assertThat(conf(false, false, Optional.of("172.18.0.1")).fixedText())
        .isNotEqualTo(plain.fixedText());
  }

  @Test
  void usersOfBothKindsOfRules() throws IOException {
    Map<String, List<Sensitive<String>>> users = new LinkedHashMap<>();
    users.put("notes", List.of(Sensitive.of("new"), Sensitive.of("old")));
    assertThat(new RedisAcl(OLD, users, Sensitive.of("admin")).text()).isEqualTo(golden("6.2.acl"));
    assertThat(new RedisAcl(NEW, users, Sensitive.of("admin")).text()).isEqualTo(golden("7.0.acl"));
  }

  @Test
  void programsAreWhatTheySayTheyAre() {
    assertThat(RedisBuild.parse("Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0"))
        .contains(new RedisBuild(RedisBuild.Product.REDIS, "7.0.15"));
    var valkey = RedisBuild.parse("Valkey server v=8.1.3 sha=00000000:0").orElseThrow();
    assertThat(valkey.name()).isEqualTo("valkey-8.1");
    assertThat(RedisBuild.ofName("valkey-8.1").name()).isEqualTo("valkey-8.1");
    assertThat(valkey.opensDataOf(RedisBuild.ofName("valkey-7.2"))).isTrue();
    assertThat(valkey.opensDataOf(NEW)).isFalse();
    assertThat(NEW.opensDataOf(RedisBuild.ofName("7.2"))).isFalse();
    assertThat(RedisBuild.parse("Redis server v=5.0.14 sha=00000000:0")).isEmpty();
    assertThat(RedisBuild.parse("error while loading shared libraries: libssl.so.3")).isEmpty();
  }

  @Test
  void fetchedVersionsAreThereForBothArchitectures() {
    for (var version : List.of("7.0", "6.2")) {
      for (var machine : List.of("amd64", "aarch64")) {
        assertThat(RedisArtifact.find(version, machine))
            .as(version + " " + machine)
            .hasValueSatisfying(it -> assertThat(it.sha256()).matches("[0-9a-f]{64}"));
      }
    }
    assertThat(RedisArtifact.find("7.0", "riscv64")).isEmpty();
    assertThat(RedisArtifact.find("8.0", "amd64")).isEmpty();
  }

  @Test
  void infoIsReadForWhatItCounts() {
    var info =
        RedisInfo.parse(
            String.join(
                "\r\n",
                "# Server",
                "run_id:abc",
                "loading:0",
                "# Clients",
                "connected_clients:3",
                "maxclients:10000",
                "used_memory:1048576",
                "used_memory_dataset:4000000",
                "keyspace_hits:5",
                "keyspace_misses:7",
                "total_commands_processed:99",
                "aof_current_size:60000000",
                "aof_base_size:100"));
    assertThat(info.runId()).isEqualTo("abc");
    assertThat(info.isLoading()).isFalse();
    assertThat(List.of(info.connections(), info.maxConnections())).containsExactly(3, 10000);
    assertThat(List.of(info.commands(), info.hits(), info.misses())).containsExactly(99L, 5L, 7L);
    assertThat(info.shrinksWhenRewritten()).isTrue();
    assertThat(RedisInfo.parse("aof_current_size:500").shrinksWhenRewritten()).isFalse();
    var clients =
        """
        id=3 addr=127.0.0.1:1 user=notes lib-name=
        id=4 addr=127.0.0.1:2 user=notes2
        id=9 addr=127.0.0.1:3 user=notes age=4
        """;
    assertThat(RedisInfo.connections(clients, "notes", 8)).containsExactly(3L);
  }

  @Test
  void reasonsOfAnEndAreFoundInTheLog() {
    assertThat(RedisEnd.of("1:M # Warning: bind: Address already in use"))
        .isEqualTo(RedisEnd.PORT_TAKEN);
    assertThat(RedisEnd.of("1:M # Write error: No space left on device"))
        .isEqualTo(RedisEnd.DISK_FULL);
    assertThat(RedisEnd.of("1:M # Bad file format reading the append only file x: make a backup"))
        .isEqualTo(RedisEnd.DATA_DAMAGED);
    assertThat(RedisEnd.of("*** FATAL CONFIG FILE ERROR ***")).isEqualTo(RedisEnd.OTHER);
    assertThat(RedisEnd.lastWords("12:M 22 Nov 2026 14:44:55.313 * Ready to accept connections\n"))
        .isEqualTo("Ready to accept connections");
  }

  private static Address address(OptionalInt tlsPort) {
    return new Address(
        "172.18.0.1",
        20123,
        "0",
        "notes",
        Sensitive.of("p-w"),
        tlsPort,
        Optional.of("/etc/cairn/ca.crt"));
  }

  private static String variables(Address address) {
    return RedisVariables.of(address).stream()
        .sorted(java.util.Comparator.comparing(GeneratedVariable::name))
        .map(it -> it.name() + (it.secret() ? "*" : "") + "=" + it.value().reveal() + "\n")
        .collect(Collectors.joining());
  }

  @Test
  void variablesSpeakPlainAndOfferTls() {
    assertThat(variables(address(OptionalInt.of(20124))))
        .isEqualTo(
            """
            REDIS_CREDENTIALS_SECRET*=p-w
            REDIS_DATABASE=0
            REDIS_HOST=172.18.0.1
            REDIS_PASSWORD*=p-w
            REDIS_PORT=20123
            REDIS_TLS=true
            REDIS_TLS_CA=/etc/cairn/ca.crt
            REDIS_TLS_URL*=rediss://notes:p-w@172.18.0.1:20124/0
            REDIS_URL*=redis://notes:p-w@172.18.0.1:20123/0
            REDIS_USERNAME=notes
            """);
    assertThat(variables(address(OptionalInt.empty()))).doesNotContain("TLS");
    assertThat(variables(address(OptionalInt.of(20123))))
        .as("where there is nothing but TLS")
        .contains("REDIS_URL*=rediss://notes:p-w@172.18.0.1:20123/0\n");
  }

  @Test
  void snippetsWorkAsTheyAreAndShowNoPassword() {
    assertThat(RedisSnippets.of(address(OptionalInt.of(20124))).stream().map(Snippet::text))
        .containsExactly(
            "redis-cli -h 172.18.0.1 -p 20123 --user notes --askpass",
            "redis-cli --tls --cacert /etc/cairn/ca.crt -h 172.18.0.1 -p 20124 --user notes"
                + " --askpass",
            "redis://notes:PASSWORD@172.18.0.1:20123/0");
  }

  @Test
  void repairKeepsACopyFirst() {
    assertThat(
            RedisCommands.repair(
                Path.of("/usr/bin/redis-server"),
                Path.of("/srv/data/appendonlydir/appendonly.aof.manifest")))
        .isEqualTo(
            "cp -a /srv/data/appendonlydir /srv/data/appendonlydir.before-repair && bash -c"
                + " 'exec -a redis-check-aof \"$0\" --fix \"$1\"' /usr/bin/redis-server"
                + " /srv/data/appendonlydir/appendonly.aof.manifest");
  }
}
