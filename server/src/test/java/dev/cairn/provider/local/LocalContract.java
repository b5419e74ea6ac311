package dev.cairn.provider.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.OpenFiles;
import dev.cairn.core.ReadyWait;
import dev.cairn.core.Sensitive;
import dev.cairn.process.IdentityFile;
import dev.cairn.process.Processes;
import dev.cairn.process.Signal;
import dev.cairn.provider.DatabaseProvider;
import dev.cairn.provider.DatabaseProviderContract;
import dev.cairn.provider.local.instance.CertificateAuthority;
import dev.cairn.provider.local.instance.InstanceFiles;
import dev.cairn.provider.local.instance.InstanceRecord;
import dev.cairn.provider.local.instance.StageNetworks;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The contract on real processes of this machine. */
public abstract class LocalContract extends DatabaseProviderContract {
  protected final Processes processes = new Processes();

  /** One home a class: its template is prepared once. */
  protected abstract Path home();

  public static LocalDatabases open(Path home, StageNetworks networks) {
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

  /** Who knows a port before the server has it can take it, and the next one too. */
  @Test
  void noOtherUserReadsItsPorts() throws Exception {
    var instance = wanted("unseen-" + engine().id());
    ensure(instance);
    var files = InstanceFiles.of(home(), instance.id());
    for (int port : InstanceRecord.find(files).orElseThrow().ports()) {
      assertThat(OpenFiles.naming(port, files.directory())).isEmpty();
    }
  }

  @Override
  protected void kill(String instanceId) {
    var identity = IdentityFile.find(InstanceFiles.of(home(), instanceId).process()).orElseThrow();
    processes.signal(identity, Signal.KILL);
    // Whoever is asked sooner answers "not now", as with any database that is on its way out.
    ReadyWait.upTo(Duration.ofSeconds(10))
        .until("the server to end", () -> !processes.isAlive(identity));
  }

  @Override
  protected long start(String instanceId) {
    var identity = IdentityFile.find(InstanceFiles.of(home(), instanceId).process()).orElseThrow();
    return identity.startTicks() * 100_000 + identity.pid() % 100_000;
  }
}
