package dev.cairn.provider.local.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.Bytes;
import dev.cairn.core.Sensitive;
import dev.cairn.engine.Redis;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.Login;
import dev.cairn.provider.Progress;
import dev.cairn.provider.local.LocalContract;
import dev.cairn.provider.local.files.Trees;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the application's user may do and what not, asked of the servers themselves. */
class RedisUserTest {
  private static final List<String> ALLOWED =
      List.of(
          "HELLO 2",
          "INFO",
          "INFO memory",
          "CLIENT SETNAME app",
          "CLIENT GETNAME",
          "CLIENT ID",
          "CLIENT LIST",
          "ACL WHOAMI",
          "ROLE",
          "COMMAND COUNT",
          "SLOWLOG GET",
          "LATENCY LATEST",
          "MEMORY USAGE a",
          "OBJECT ENCODING a",
          "SELECT 1",
          "SELECT 0",
          "SET a 1",
          "KEYS *",
          "SCAN 0",
          "EVAL return(redis.call('get','a')) 0",
          "SCRIPT FLUSH",
          "MULTI",
          "EXEC",
          "PUBLISH news hello",
          "XADD stream * field value",
          "SORT list",
          "WAIT 0 0",
          "SWAPDB 0 1",
          "FLUSHDB",
          "FLUSHALL");

  private static final List<String> DENIED =
      List.of(
          "CONFIG GET dir",
          "CONFIG SET dir /tmp",
          "ACL LIST",
          "ACL SETUSER notes allcommands",
          "SHUTDOWN NOSAVE",
          "DEBUG SLEEP 0",
          "MODULE LOAD /tmp/x.so",
          "REPLICAOF 127.0.0.1 1",
          "SLAVEOF 127.0.0.1 1",
          "SAVE",
          "BGSAVE",
          "BGREWRITEAOF",
          "MONITOR",
          "SYNC",
          "PSYNC ? -1",
          "CLIENT KILL TYPE normal",
          "CLIENT PAUSE 1000",
          "MIGRATE 127.0.0.1 1 a 0 10");

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"6.2", "7.0"})
  void hasAllThatApplicationsAskForAndNothingBeyondItsData(String version) throws Exception {
    var home = directory.resolve("home");
    var provider = LocalContract.open(home, stage -> Optional.empty());
    var instance =
        new DatabaseInstance(
            "user-redis",
            Redis.INSTANCE,
            version,
            Redis.INSTANCE.types().getFirst(),
            Bytes.ofGib(1),
            Optional.empty(),
            "0",
            List.of(new Login("notes", Sensitive.of("p".repeat(40)))),
            false,
            Optional.empty());
    try {
      assertThat(provider.ensure(instance, line -> {})).isEqualTo(Progress.ready());
      var endpoint = provider.observe(instance.id()).endpoint().orElseThrow();
      try (var session =
          RedisSession.tls(
              "127.0.0.1",
              endpoint.tlsPort().orElseThrow(),
              "notes",
              Sensitive.of("p".repeat(40)),
              endpoint.certificateAuthority())) {
        for (var command : ALLOWED) {
          run(session, command);
        }
        for (var command : DENIED) {
          assertThatThrownBy(() -> run(session, command))
              .as(command)
              .hasMessageMatching("NOPERM.*|ERR (DEBUG|MODULE) command not allowed.*");
        }
        assertThatThrownBy(() -> run(session, "CLUSTER INFO"))
            .hasMessage("ERR This instance has cluster support disabled");
      }
    } finally {
      assertThat(provider.remove(instance.id(), line -> {})).isEqualTo(Progress.ready());
      Trees.delete(home);
    }
  }

  private static void run(RedisSession session, String command) throws RedisFailure {
    var words = command.split(" ", -1);
    session.run(words[0], java.util.Arrays.copyOfRange(words, 1, words.length));
  }
}
