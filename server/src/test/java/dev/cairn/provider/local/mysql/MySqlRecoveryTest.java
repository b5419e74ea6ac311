package dev.cairn.provider.local.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.Bytes;
import dev.cairn.core.Sensitive;
import dev.cairn.core.StageRef;
import dev.cairn.engine.MySql;
import dev.cairn.engine.mysql.MySqlCommands;
import dev.cairn.process.IdentityFile;
import dev.cairn.process.ProcessIdentity;
import dev.cairn.process.Processes;
import dev.cairn.process.Signal;
import dev.cairn.process.Suspended;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.Login;
import dev.cairn.provider.Observed;
import dev.cairn.provider.Progress;
import dev.cairn.provider.local.LocalContract;
import dev.cairn.provider.local.LocalDatabases;
import dev.cairn.provider.local.files.Trees;
import dev.cairn.provider.local.instance.EngineProcess;
import dev.cairn.provider.local.instance.Gateways;
import dev.cairn.provider.local.instance.InstanceFiles;
import dev.cairn.provider.local.instance.InstanceRecord;
import dev.cairn.provider.local.instance.StageNetworks;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MySqlRecoveryTest {
  private static final String ID = "recovering-mysql";
  private static final String GATEWAY = "127.0.0.81";
  private static final DatabaseInstance WANTED =
      new DatabaseInstance(
          ID,
          MySql.INSTANCE,
          MySqlForTests.VERSION,
          MySql.INSTANCE.types().getFirst(),
          Bytes.ofGib(1),
          Optional.of(StageRef.parse("notes/dev")),
          "notes",
          List.of(new Login("notes", Sensitive.of("f".repeat(40)))),
          false,
          Optional.empty());

  private final Processes processes = new Processes();
  @TempDir Path directory;

  /** It listens nowhere while it recovers; here it is held there. */
  @Test
  void serverThatRecoversForLongIsWaitedForAndNotStopped() throws Exception {
    var home = directory.resolve("home");
    MySqlForTests.link(home);
    var provider =
        LocalContract.open(
            home, stage -> Optional.of(new StageNetworks.Network(GATEWAY, "127.0.0.0/24")));
    var files = InstanceFiles.of(home, ID);
    try (var beside = Executors.newVirtualThreadPerTaskExecutor()) {
      assertThat(provider.ensure(WANTED, line -> {})).isEqualTo(Progress.ready());
      int port = InstanceRecord.find(files).orElseThrow().port();
      processes.signal(IdentityFile.find(files.process()).orElseThrow(), Signal.KILL);
      var recovering = startHeld(files, port);
      assertThat(provider.observe(ID).state()).isEqualTo(Observed.State.STARTING);
      var ensured = ensureWhileHeld(provider, beside, port, recovering);
      assertThat(ensured.get()).isEqualTo(Progress.ready());
      assertThat(IdentityFile.find(files.process())).contains(recovering);
      assertThat(Gateways.answers(GATEWAY, port)).isTrue();
    } finally {
      assertThat(provider.remove(ID, line -> {})).isEqualTo(Progress.ready());
      Trees.delete(home);
    }
  }

  /** Who asks whether it greets has decided to wait for it. */
  private Future<Progress> ensureWhileHeld(
      LocalDatabases provider, ExecutorService beside, int port, ProcessIdentity held)
      throws Exception {
    try (var asked = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      asked.setSoTimeout(20_000);
      var ensured = beside.submit(() -> provider.ensure(WANTED, line -> {}));
      asked.accept().close();
      return ensured;
    } finally {
      Suspended.goOn(held);
    }
  }

  private ProcessIdentity startHeld(InstanceFiles files, int port) throws Exception {
    var process = new EngineProcess(processes, "MySQL", "mysqld");
    var argv =
        MySqlCommands.server(
            MySqlForTests.programs(),
            MySqlServer.conf(files),
            List.of("127.0.0.1", GATEWAY),
            MySqlCommands.Writes.ALL,
            Optional.empty());
    var identity = process.launch(files, argv, port);
    Suspended.stop(identity);
    process.record(files, identity);
    return identity;
  }
}
