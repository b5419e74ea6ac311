package dev.cairn.cli.installation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.cli.Command;
import dev.cairn.cli.ServerFile;
import dev.cairn.cli.session.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownTest {
  @TempDir private Path directory;

  @Test
  void directoryThatIsNoHomeIsNotPurged() throws IOException, InterruptedException {
    var thesis = Files.writeString(directory.resolve("thesis.txt"), "years of work");

    var outcome = new Command(directory).runWithInput("purge\n", "down", "--purge");

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err()).contains(directory.toString(), "CAIRN_HOME");
    assertThat(thesis).hasContent("years of work");
  }

  @Test
  void homeIsPurgedAlsoWhereItsServerDoesNotStart() throws IOException, InterruptedException {
    var home = Files.createDirectory(directory.resolve("home"));
    Files.writeString(home.resolve("installation.id"), "abcd\n");

    var outcome = new Command(home).runWithInput("purge\n", "down", "--purge");

    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(home).doesNotExist();
  }

  @Test
  void homeIsNotPurgedUnderADatabaseThatStillRuns() throws IOException, InterruptedException {
    var server = AgreeingServer.start();
    var engine = new ProcessBuilder("sleep", "60").start();
    try {
      var home = Files.createDirectory(directory.resolve("home"));
      Files.writeString(home.resolve("installation.id"), "abcd\n");
      ServerFile.write(home, AgreeingServer.port(server), server.pid());
      var database = Files.createDirectories(home.resolve("databases/shop-dev-postgres"));
      record(database, engine, startTicks(engine));

      var kept = new Command(home).run("down");
      assertThat(kept.status()).isEqualTo(1);
      assertThat(kept.out()).doesNotContain("Stopped");

      server = AgreeingServer.start();
      ServerFile.write(home, AgreeingServer.port(server), server.pid());
      var purged = new Command(home).runWithInput("purge\n", "down", "--purge");
      assertThat(purged.status()).isEqualTo(1);
      assertThat(purged.err()).contains("databases/shop-dev-postgres", engine.pid() + "", "log");
      assertThat(database.resolve("process.json")).exists();

      // As after a reboot: its pid is another's.
      record(database, engine, "1" + startTicks(engine));
      server = AgreeingServer.start();
      ServerFile.write(home, AgreeingServer.port(server), server.pid());
      var again = new Command(home).runWithInput("purge\n", "down", "--purge");
      assertThat(again.status()).as(again.err()).isZero();
      assertThat(home).doesNotExist();
    } finally {
      engine.destroyForcibly();
      server.destroyForcibly();
    }
  }

  @Test
  void serverThatDoesNotAnswerIsAwaitedAndThenEnded() throws Exception {
    var server = AgreeingServer.start();
    try {
      var home = Files.createDirectory(directory.resolve("home"));
      ServerFile.write(home, AgreeingServer.port(server), server.pid());
      signal("STOP", server);

      var outcome = new Command(home).run("down");

      assertThat(outcome.err()).contains("does not answer. Waiting", "ending it");
      assertThat(outcome.status()).as(outcome.err()).isZero();
      assertThat(outcome.out()).contains("Stopped");
      assertThat(server.waitFor(10, TimeUnit.SECONDS)).isTrue();
    } finally {
      server.destroyForcibly();
    }
  }

  @Test
  void serverThatAnswersInTimeIsStoppedAsAnyOther() throws Exception {
    var server = AgreeingServer.start();
    try {
      var home = Files.createDirectory(directory.resolve("home"));
      ServerFile.write(home, AgreeingServer.port(server), server.pid());
      signal("STOP", server);
      var silent =
          new SilentServer(
              new Home(home),
              () -> {
                signal("CONT", server);
                return true;
              },
              Duration.ZERO);

      assertThat(silent.end()).isFalse();
      assertThat(server.isAlive()).isTrue();
      assertThat(new Command(home).run("down").err()).doesNotContain("does not answer");
      assertThat(server.waitFor(10, TimeUnit.SECONDS)).isTrue();
    } finally {
      server.destroyForcibly();
    }
  }

  private static void signal(String name, Process process) {
    try {
      var kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start();
      assertThat(kill.waitFor()).isZero();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void record(Path database, Process process, String startTicks) throws IOException {
    var bootId = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    Files.writeString(
        database.resolve("process.json"),
        "{\"pid\":%d,\"startTicks\":%s,\"bootId\":\"%s\",\"executable\":\"sleep\"}"
            .formatted(process.pid(), startTicks, bootId));
  }

  private static String startTicks(Process process) throws IOException {
    return Files.readString(Path.of("/proc/" + process.pid() + "/stat")).split(" ", -1)[21];
  }
}
