package dev.cairn.provider.local.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.Bytes;
import dev.cairn.core.Sensitive;
import dev.cairn.engine.MySql;
import dev.cairn.engine.mysql.MySqlAccounts.Account;
import dev.cairn.engine.mysql.MySqlSql;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.Login;
import dev.cairn.provider.Progress;
import dev.cairn.provider.local.LocalContract;
import dev.cairn.provider.local.files.Trees;
import dev.cairn.provider.local.instance.CertificateAuthority;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MySqlRevokedTest {
  private static final String ID = "revoked-mysql";
  private static final Login FIRST = new Login("notes", Sensitive.of("f".repeat(40)));
  private static final Login SECOND = new Login("notes_2", Sensitive.of("s".repeat(40)));

  @TempDir Path directory;

  private static DatabaseInstance wanted(Login login) {
    return new DatabaseInstance(
        ID,
        MySql.INSTANCE,
        MySqlForTests.VERSION,
        MySql.INSTANCE.types().getFirst(),
        Bytes.ofGib(1),
        Optional.empty(),
        "notes",
        List.of(login),
        false,
        Optional.empty());
  }

  /** As a Cairn leaves it that was killed between locking an account and ending its sessions. */
  @Test
  void sessionsOfAnAccountThatIsFoundLockedAreEnded() throws Exception {
    var home = directory.resolve("home");
    MySqlForTests.link(home);
    var provider = LocalContract.open(home, stage -> Optional.empty());
    var authority = new CertificateAuthority(home.resolve("tls"), Clock.systemUTC());
    try {
      assertThat(provider.ensure(wanted(FIRST), line -> {})).isEqualTo(Progress.ready());
      int port = provider.observe(ID).endpoint().orElseThrow().port();
      try (var old = MySqlSession.open(port, "notes", "notes", FIRST.password(), authority);
          var us = MySqlSession.administer(port, Sensitive.of("admin-of-" + ID), authority)) {
        us.run(List.of(MySqlSql.lock(new Account("notes", "%"))));
        assertThat(old.rows("SELECT 1")).hasSize(1);
        assertThat(provider.ensure(wanted(SECOND), line -> {})).isEqualTo(Progress.ready());
        assertThatThrownBy(() -> old.rows("SELECT 1")).isInstanceOf(SQLException.class);
      }
    } finally {
      assertThat(provider.remove(ID, line -> {})).isEqualTo(Progress.ready());
      Trees.delete(home);
    }
  }
}
