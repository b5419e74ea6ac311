package dev.cairn.cli.installation;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.cairn.cli.Command;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
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
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", DownTest::agree);
    server.start();
    var engine = new ProcessBuilder("sleep", "60").start();
    try {
      var home = Files.createDirectory(directory.resolve("home"));
      var port = server.getAddress().getPort();
      Files.writeString(home.resolve("installation.id"), "abcd\n");
      Files.writeString(home.resolve("server.json"), "{\"pid\":0,\"port\":" + port + "}");
      var database = Files.createDirectories(home.resolve("databases/shop-dev-postgres"));
      record(database, engine, startTicks(engine));

      var kept = new Command(home).run("down");
      assertThat(kept.status()).isEqualTo(1);
      assertThat(kept.out()).doesNotContain("Stopped");

      var purged = new Command(home).runWithInput("purge\n", "down", "--purge");
      assertThat(purged.status()).isEqualTo(1);
      assertThat(purged.err()).contains("databases/shop-dev-postgres", engine.pid() + "", "log");
      assertThat(database.resolve("process.json")).exists();

      // As after a reboot: its pid is another's.
      record(database, engine, "1" + startTicks(engine));
      var again = new Command(home).runWithInput("purge\n", "down", "--purge");
      assertThat(again.status()).as(again.err()).isZero();
      assertThat(home).doesNotExist();
    } finally {
      engine.destroyForcibly();
      server.stop(0);
    }
  }

  private static void agree(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
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
