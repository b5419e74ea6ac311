package dev.cairn.provider.local.existing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cairn.core.ProblemException;
import dev.cairn.core.Sensitive;
import dev.cairn.engine.Engine;
import dev.cairn.engine.MySql;
import dev.cairn.engine.Postgres;
import dev.cairn.engine.Redis;
import dev.cairn.provider.ExistingDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that somebody names, whose answers are as long as they like. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EndlessServerTest {
  /** Of a look, what waits in the buffers of both kernels included. */
  private static final long MOST_SENT = 16L * BoundedSocket.MOST;

  @Test
  void redisThatSaysTwoBillionBytesFollow() throws Exception {
    assertThat(answered("+PONG\r\n$2000000000\r\n", Redis.INSTANCE)).isLessThan(MOST_SENT);
  }

  @Test
  void redisWhoseLineDoesNotEnd() throws Exception {
    assertThat(answered("+PONG\r\n+", Redis.INSTANCE)).isLessThan(MOST_SENT);
  }

  @Test
  void redisOfManyLongValues() throws Exception {
    var value = "$60000\r\n" + "a".repeat(60_000) + "\r\n";
    assertThat(answered("+PONG\r\n*60000\r\n" + value.repeat(40), Redis.INSTANCE))
        .isLessThan(MOST_SENT);
  }

  @Test
  void postgresThatSaysTwoBillionBytesFollow() throws Exception {
    assertThat(answered("E\u007f\u00ff\u00ff\u00ff", Postgres.INSTANCE)).isLessThan(MOST_SENT);
  }

  @Test
  void postgresOfNothingButNotices() throws Exception {
    var notice = "N\0\0\u0080\4" + "a".repeat(0x8000);
    assertThat(answered("R\0\0\0\10\0\0\0\0" + notice.repeat(64), Postgres.INSTANCE))
        .isLessThan(MOST_SENT);
  }

  @Test
  void mySqlWhoseGreetingDoesNotEnd() throws Exception {
    assertThat(answered("\u00ff\u00ff\u00ff\0\12", MySql.INSTANCE)).isLessThan(MOST_SENT);
  }

  /** How many bytes such a server got rid of before the look ended, as one that is refused. */
  private static long answered(String beginning, Engine engine) throws Exception {
    try (var server = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"))) {
      var sent = new CompletableFuture<Long>();
      Thread.ofVirtual().start(() -> sent.complete(serve(server, beginning)));
      var database =
          new ExistingDatabase(
              engine,
              "127.0.0.1",
              server.getLocalPort(),
              engine instanceof Redis ? "0" : "shop",
              "shop",
              Sensitive.of("a-persons-own"),
              ExistingDatabase.Tls.OFF,
              Optional.empty());
      Function<ExistingDatabase, Found> look =
          switch (engine) {
            case Postgres _ -> it -> PostgresLook.look(it, Optional.empty());
            case MySql _ -> it -> MySqlLook.look(it, Optional.empty());
            case Redis _ -> EndlessServerTest::redis;
          };
      assertThat(catchThrowableOfType(ProblemException.class, () -> look.apply(database)))
          .as("the look is refused")
          .isNotNull();
      return sent.get(30, TimeUnit.SECONDS);
    }
  }

  private static Found redis(ExistingDatabase database) {
    try (var line = Line.open(database)) {
      return RedisLook.look(database, line.socket());
    }
  }

  private static long serve(ServerSocket server, String beginning) {
    long sent = 0;
    var rest = "a".repeat(8192).getBytes(StandardCharsets.US_ASCII);
    try (Socket client = server.accept()) {
      var out = client.getOutputStream();
      out.write(beginning.getBytes(StandardCharsets.ISO_8859_1));
      for (; sent < 2 * MOST_SENT; sent += rest.length) {
        out.write(rest);
      }
    } catch (IOException broken) {
      return sent;
    }
    return sent;
  }
}
