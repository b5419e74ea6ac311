package dev.cairn.provider.local.existing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.ProblemException;
import dev.cairn.core.Sensitive;
import dev.cairn.engine.Postgres;
import dev.cairn.provider.ExistingDatabase;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NeverInClearTest {
  private static final String SECRET = "a-persons-own";

  /** As any host that somebody names may do. */
  @Test
  void postgresThatAsksForThePasswordInClearHearsNone() throws Exception {
    try (var stranger = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"))) {
      var heard = new CompletableFuture<String>();
      Thread.ofVirtual().start(() -> heard.complete(ask(stranger)));
      var database =
          new ExistingDatabase(
              Postgres.INSTANCE,
              "127.0.0.1",
              stranger.getLocalPort(),
              "shop",
              "shop",
              Sensitive.of(SECRET),
              ExistingDatabase.Tls.OFF,
              Optional.empty());

      assertThatThrownBy(() -> PostgresLook.look(database, Optional.empty()))
          .isInstanceOfSatisfying(
              ProblemException.class,
              it -> {
                assertThat(it.problem().code()).isEqualTo("password-in-clear");
                assertThat(it.problem().message()).contains("in clear");
                assertThat(it.problem().suggestion()).contains("--tls verify", "scram-sha-256");
              });

      assertThat(heard.get(10, TimeUnit.SECONDS)).doesNotContain(SECRET);
    }
  }

  /** What it is told after it asked. */
  private static String ask(ServerSocket stranger) {
    try (var client = stranger.accept()) {
      var in = new DataInputStream(client.getInputStream());
      in.skipNBytes(in.readInt() - 4);
      client.getOutputStream().write(new byte[] {'R', 0, 0, 0, 8, 0, 0, 0, 3});
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
