package dev.cairn.provider.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.OpenFiles;
import dev.cairn.core.ReadyWait;
import dev.cairn.core.Sensitive;
import dev.cairn.process.IdentityFile;
import dev.cairn.process.ProcessIdentity;
import dev.cairn.process.Processes;
import dev.cairn.process.Signal;
import dev.cairn.process.Suspended;
import dev.cairn.provider.DatabaseProvider;
import dev.cairn.provider.DatabaseProviderContract;
import dev.cairn.provider.Progress;
import dev.cairn.provider.local.instance.CertificateAuthority;
import dev.cairn.provider.local.instance.InstanceFiles;
import dev.cairn.provider.local.instance.InstanceRecord;
import dev.cairn.provider.local.instance.StageNetworks;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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

  /** Asking it to end would be vain: it is killed, and all it said is done is there. */
  @Test
  void oneThatHangsEndsSoonAndKeepsItsData() throws Exception {
    var instance = wanted("hanging-" + engine().id());
    ensure(instance);
    write(instance, "kept");
    for (var stop :
        List.<Consumer<LocalDatabases>>of(
            it -> it.stopAll(""),
            it ->
                assertThat(it.backup(instance.id(), "hung", line -> {}))
                    .isEqualTo(Progress.ready()))) {
      var server = server(instance.id());
      assertThat(provider().held(instance.id())).isEmpty();
      Suspended.stop(server);
      ReadyWait.upTo(Duration.ofSeconds(5))
          .until("it to be told", () -> provider().held(instance.id()).isPresent());
      assertThat(provider().held(instance.id()).orElseThrow())
          .contains("does not answer", String.valueOf(server.pid()));
      try (var beside = Executors.newVirtualThreadPerTaskExecutor()) {
        var stopped = beside.submit(() -> stop.accept(open(home(), stage -> Optional.empty())));
        stopped.get(15, TimeUnit.SECONDS);
      } finally {
        Suspended.goOn(server);
      }
      assertThat(processes.isAlive(server)).isFalse();
      ensure(instance);
      assertThat(read(instance)).containsExactly("kept");
    }
  }

  private ProcessIdentity server(String instanceId) {
    return IdentityFile.find(InstanceFiles.of(home(), instanceId).process()).orElseThrow();
  }

  @Override
  protected void kill(String instanceId) {
    var identity = server(instanceId);
    processes.signal(identity, Signal.KILL);
    // Whoever is asked sooner answers "not now", as with any database that is on its way out.
    ReadyWait.upTo(Duration.ofSeconds(10))
        .until("the server to end", () -> !processes.isAlive(identity));
  }

  @Override
  protected long start(String instanceId) {
    var identity = server(instanceId);
    return identity.startTicks() * 100_000 + identity.pid() % 100_000;
  }
}
