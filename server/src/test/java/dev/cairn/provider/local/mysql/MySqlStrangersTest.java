package dev.cairn.provider.local.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.Bytes;
import dev.cairn.core.ReadyWait;
import dev.cairn.core.Sensitive;
import dev.cairn.engine.MySql;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.Login;
import dev.cairn.provider.Progress;
import dev.cairn.provider.local.LocalContract;
import dev.cairn.provider.local.files.Trees;
import dev.cairn.provider.local.instance.CertificateAuthority;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MySqlStrangersTest {
  private static final String ID = "crowded-mysql";
  private static final Login LOGIN = new Login("notes", Sensitive.of("f".repeat(40)));

  @TempDir Path directory;

  private static DatabaseInstance wanted() {
    return new DatabaseInstance(
        ID,
        MySql.INSTANCE,
        MySqlForTests.VERSION,
        MySql.INSTANCE.types().getFirst(),
        Bytes.ofGib(1),
        Optional.empty(),
        "notes",
        List.of(LOGIN),
        false,
        Optional.empty());
  }

  /** They are greeted, say nothing, and each has a connection that others could have. */
  @Test
  void strangersWhoOnlyBeginToLogInTakeNobodysPlaceForLong() throws Exception {
    var home = directory.resolve("home");
    MySqlForTests.link(home);
    var provider = LocalContract.open(home, stage -> Optional.empty());
    var authority = new CertificateAuthority(home.resolve("tls"), Clock.systemUTC());
    var strangers = new ArrayList<Socket>();
    try {
      assertThat(provider.ensure(wanted(), line -> {})).isEqualTo(Progress.ready());
      int port = provider.observe(ID).endpoint().orElseThrow().port();
      assertThat(provider.statistics(ID)).isPresent();
      for (int i = 0; i < 200; i++) {
        var stranger = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
        strangers.add(stranger);
        assertThat(stranger.getInputStream().read()).isPositive();
      }
      assertThatThrownBy(() -> log(port, authority)).hasMessageContaining("Too many connections");
      ReadyWait.upTo(Duration.ofSeconds(5))
          .every(Duration.ofMillis(200))
          .until(
              "a place",
              () -> {
                provider.guardStorage(ID);
                return logsIn(port, authority);
              });
    } finally {
      for (var stranger : strangers) {
        stranger.close();
      }
      assertThat(provider.remove(ID, line -> {})).isEqualTo(Progress.ready());
      Trees.delete(home);
    }
  }

  private static void log(int port, CertificateAuthority authority) throws SQLException {
    MySqlSession.verify(port, "notes", "notes", LOGIN.password(), authority);
  }

  private static boolean logsIn(int port, CertificateAuthority authority) {
    try {
      log(port, authority);
      return true;
    } catch (SQLException tooMany) {
      return false;
    }
  }
}
