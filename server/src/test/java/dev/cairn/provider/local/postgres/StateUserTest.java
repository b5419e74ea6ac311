package dev.cairn.provider.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.core.Bytes;
import dev.cairn.core.ReadyWait;
import dev.cairn.core.Sensitive;
import dev.cairn.engine.Postgres;
import dev.cairn.engine.postgres.PostgresCommands;
import dev.cairn.process.Command;
import dev.cairn.process.IdentityFile;
import dev.cairn.process.Launch;
import dev.cairn.process.Processes;
import dev.cairn.process.SystemUsers;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.Login;
import dev.cairn.provider.Progress;
import dev.cairn.provider.local.LocalContract;
import dev.cairn.provider.local.files.Trees;
import dev.cairn.provider.local.instance.InstanceFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What says who may do what is out of the reach of whoever got out of another database. */
class StateUserTest {
  private final Processes processes = new Processes();
  private final DatabaseInstance state =
      new DatabaseInstance(
          "cairn-state",
          Postgres.INSTANCE,
          "15",
          Postgres.INSTANCE.types().getFirst(),
          Bytes.ofGib(1),
          Optional.empty(),
          "cairn",
          List.of(new Login("cairn", Sensitive.of("p".repeat(40)))),
          false,
          Optional.empty());

  @TempDir Path directory;

  private boolean may(String user, String... command) {
    return processes.run(Command.of(command).as(Optional.of(user))).succeeded();
  }

  /** As a Cairn before left it running, which ran it as it ran all. */
  private void startAsBefore(InstanceFiles files, Path programs) {
    var launch =
        new Launch(
            PostgresCommands.server(programs, files.data()),
            files.data(),
            Map.of(),
            files.log(),
            Optional.of(SystemUsers.ENGINES));
    IdentityFile.write(files.process(), processes.start(launch.marked(files.mark())));
    ReadyWait.upTo(Duration.ofSeconds(30))
        .until(
            "PostgreSQL as before",
            () -> new PostgresServer(processes).status(files).startsWith("ready"));
  }

  @Test
  void stateBelongsToAUserOfItsOwnAlsoWhereItWasTheEnginesBefore() throws Exception {
    assumeTrue(Processes.isRoot(), "users are made as root");
    var home = directory.resolve("home");
    var files = InstanceFiles.of(home, state.id());
    var provider = LocalContract.open(home, stage -> Optional.empty());
    try {
      for (int start = 0; start < 3; start++) {
        assertThat(provider.ensure(state, line -> {})).isEqualTo(Progress.ready());
        var version = files.data().resolve("PG_VERSION");
        assertThat(Files.getOwner(version)).hasToString(SystemUsers.STATE);
        assertThat(may(SystemUsers.ENGINES, "cat", version.toString())).isFalse();
        assertThat(may(SystemUsers.ENGINES, "cat", files.tls() + "/server.key")).isFalse();
        var server = IdentityFile.find(files.process()).orElseThrow();
        assertThat(Files.getOwner(Path.of("/proc/" + server.pid()))).hasToString(SystemUsers.STATE);
        var programs = Path.of("/proc/" + server.pid() + "/exe").toRealPath().resolveSibling(".");
        provider.stopAll("none");
        var before = SystemUsers.ENGINES + ":" + SystemUsers.ENGINES;
        var chown =
            Command.of("chown", "-R", before, files.data().toString(), files.tls().toString());
        assertThat(processes.run(chown).succeeded()).isTrue();
        if (start == 1) {
          startAsBefore(files, programs);
        }
      }
    } finally {
      assertThat(provider.remove(state.id(), line -> {})).isEqualTo(Progress.ready());
      Trees.delete(home);
    }
  }
}
