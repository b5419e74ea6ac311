package dev.cairn.provider.local;

import dev.cairn.core.Sensitive;
import dev.cairn.process.IdentityFile;
import dev.cairn.process.Processes;
import dev.cairn.process.Signal;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.DatabaseProvider;
import dev.cairn.provider.DatabaseProviderContract;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The contract on real processes of this machine. */
abstract class LocalContract extends DatabaseProviderContract {
  protected final Processes processes = new Processes();

  /** One home a class: its template is prepared once. */
  protected abstract Path home();

  static LocalDatabases open(Path home, StageNetworks networks) {
    return new LocalDatabases(
        home,
        new Processes(),
        networks,
        new CertificateAuthority(home.resolve("tls"), Clock.systemUTC()),
        Map.of(),
        id -> Sensitive.of("admin-of-" + id),
        Clock.systemUTC());
  }

  @Override
  protected DatabaseProvider provider() {
    return open(home(), stage -> Optional.empty());
  }

  static Connection connect(DatabaseProvider provider, DatabaseInstance instance)
      throws SQLException {
    var endpoint = provider.observe(instance.id()).endpoint().orElseThrow();
    return DriverManager.getConnection(
        "jdbc:postgresql://localhost:"
            + endpoint.port()
            + "/"
            + instance.database()
            + "?sslmode=verify-full&sslrootcert="
            + endpoint.certificateAuthority().orElseThrow(),
        instance.username(),
        instance.password().reveal());
  }

  @Override
  protected void write(DatabaseInstance instance, String text) throws SQLException {
    try (var connection = connect(provider(), instance);
        var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE IF NOT EXISTS line(id serial, text text)");
      statement.execute("INSERT INTO line(text) VALUES ('" + text + "')");
    }
  }

  @Override
  protected List<String> read(DatabaseInstance instance) throws SQLException {
    var lines = new ArrayList<String>();
    try (var connection = connect(provider(), instance);
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT text FROM line ORDER BY id")) {
      while (rows.next()) {
        lines.add(rows.getString(1));
      }
    }
    return lines;
  }

  @Override
  protected void kill(String instanceId) {
    var identity = IdentityFile.find(InstanceFiles.of(home(), instanceId).process()).orElseThrow();
    processes.signal(identity, Signal.KILL);
  }

  @Override
  protected long start(String instanceId) {
    var identity = IdentityFile.find(InstanceFiles.of(home(), instanceId).process()).orElseThrow();
    return identity.startTicks() * 100_000 + identity.pid() % 100_000;
  }
}
