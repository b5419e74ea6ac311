package dev.cairn.provider.local;

import dev.cairn.core.Sensitive;
import dev.cairn.process.IdentityFile;
import dev.cairn.process.Processes;
import dev.cairn.process.Signal;
import dev.cairn.provider.DatabaseProvider;
import dev.cairn.provider.DatabaseProviderContract;
import java.nio.file.Path;
import java.time.Clock;
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
