package dev.cairn.provider.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.ReadyWait;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.Progress;
import dev.cairn.provider.local.files.Trees;
import dev.cairn.provider.local.instance.InstanceFiles;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With binaries from Maven Central, in a deep home that only root passes at first. */
class LocalPostgres18Test extends LocalPostgresPromotionContract {
  @TempDir static Path directory;
  private static Path deep = Path.of("/");

  @BeforeAll
  static void digDeep() throws Exception {
    deep = directory.resolve("d".repeat(60)).resolve("e".repeat(60)).resolve("home");
    Files.createDirectories(
        deep, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  @AfterAll
  static void clear() {
    Trees.delete(deep);
  }

  @Test
  void whatARemovalThatWasKilledLeftOfABackupIsRemoved() throws Exception {
    var left = Files.createDirectories(deep.resolve("backups/.gone-left/data"));
    Files.writeString(left.resolve("file"), "large");
    ensure(wanted("leftover-postgres"));
    ReadyWait.upTo(Duration.ofSeconds(10))
        .until("the leftover to go", () -> !Files.exists(left.resolveSibling(".")));
  }

  @Override
  protected Path home() {
    return deep;
  }

  @Override
  protected String version() {
    return "18";
  }

  /** Any user can take the port of a database that is away, and keep it. */
  @Test
  void databaseWhosePortAStrangerKeepsAnswersAtAnother() throws Exception {
    var instance = wanted("squatted-postgres");
    ensure(instance);
    write(instance, "kept");
    int port = provider().observe(instance.id()).endpoint().orElseThrow().port();
    new PostgresServer(processes).stop(InstanceFiles.of(home(), instance.id()));
    // One provider, as in a server: it knows that it has waited before.
    var provider = provider();
    try (var taken = new ServerSocket(port)) {
      assertThat(taken.isBound()).isTrue();
      assertThat(provider.ensure(instance, line -> {}))
          .isInstanceOfSatisfying(
              Progress.Unsettled.class,
              it ->
                  assertThat(it.cause().message())
                      .contains("process " + ProcessHandle.current().pid()));
      assertThat(provider.ensure(instance, line -> {})).isEqualTo(Progress.ready());
      assertThat(provider.observe(instance.id()).endpoint().orElseThrow().port())
          .isNotEqualTo(port);
      assertThat(read(instance)).containsExactly("kept");
    }
  }

  /** They need no password for it: a name is enough, or nothing. */
  @Test
  void strangersWhoOnlyBeginToLogInTakeNobodysPlaceForLong() throws Exception {
    var instance = wanted("crowded-postgres");
    ensure(instance);
    var provider = provider();
    int port = provider.observe(instance.id()).endpoint().orElseThrow().port();
    var strangers = new ArrayList<Socket>();
    try {
      for (int i = 0; i < 120; i++) {
        var stranger = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
        strangers.add(stranger);
        stranger.getOutputStream().write(startup());
        stranger.getOutputStream().flush();
        assertThat(stranger.getInputStream().read()).isPositive();
      }
      assertThatThrownBy(() -> connect(provider, instance).close())
          .hasMessageContaining("too many clients");
      ReadyWait.upTo(Duration.ofSeconds(5))
          .every(Duration.ofMillis(200))
          .until(
              "a place",
              () -> {
                provider.guardStorage(instance.id());
                return getsIn(instance);
              });
    } finally {
      for (var stranger : strangers) {
        stranger.close();
      }
    }
  }

  private boolean getsIn(DatabaseInstance instance) {
    try {
      return logsIn(instance, instance.login());
    } catch (SQLException tooMany) {
      return false;
    }
  }

  /** StartupMessage of the protocol 3.0: user and database are both notes. */
  private static byte[] startup() {
    var said = "user\0notes\0database\0notes\0\0".getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(8 + said.length)
        .putInt(8 + said.length)
        .putInt(3 << 16)
        .put(said)
        .array();
  }
}
