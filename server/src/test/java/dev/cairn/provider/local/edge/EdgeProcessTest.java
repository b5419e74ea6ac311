package dev.cairn.provider.local.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.core.ReadyWait;
import dev.cairn.process.Processes;
import dev.cairn.process.Signal;
import dev.cairn.process.Suspended;
import dev.cairn.process.SystemUsers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The packaged edge under its loop; skipped where module edge is not packaged. */
class EdgeProcessTest extends RunningEdge {
  /** CAP_NET_BIND_SERVICE, as the kernel writes it. */
  private static final String LISTEN_LOW = "0000000000000400";

  @Test
  void servesAndSwitchesAndCounts() {
    assertThat(get()).isEqualTo(200);
    assertThat(router.inFlight("127.0.0.1:1")).hasValue(0);
    route(Optional.empty());
    ReadyWait.upTo(SOON).until("routes in force", router::isInForce);
    assertThat(get()).isEqualTo(503);
    assertThat(router.trouble(port)).isEmpty();
    ReadyWait.upTo(SOON).until("both counted", () -> counts().requests() == 2);
    assertThat(counts().errors()).isOne();
    assertThat(counts().refused()).containsExactly(Map.entry("no-live-release", 1L));
    assertThat(counts().latency().stream().mapToLong(Long::longValue).sum()).isEqualTo(2);
  }

  @Test
  void killedEdgeServesAgainWithinTwoSecondsWithoutTheServer() throws IOException {
    edge.get().close();
    kill("edge.pid");
    ReadyWait.upTo(Duration.ofSeconds(2)).until("an answer", () -> get() == 200);
  }

  @Test
  void edgeThatMayNotWatchItsDirectoryServesAndFollowsAllTheSame() throws IOException {
    edge.get().close();
    Files.setPosixFilePermissions(
        home.resolve("edge"), PosixFilePermissions.fromString("rwx--x--x"));
    kill("edge.pid");
    ReadyWait.upTo(Duration.ofSeconds(2)).until("an answer", () -> get() == 200);
    route(Optional.empty());
    ReadyWait.upTo(SOON).until("routes in force", router::isInForce);
    assertThat(get()).isEqualTo(503);
  }

  @Test
  void whereItsLockIsNobodyElsePasses() throws IOException {
    edge.get().stop();
    var run = home.resolve("edge/run");
    // As a Cairn before this one made it.
    Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwxr-xr-x"));
    edge = Optional.of(process(jars()));
    edge.get().start();
    ReadyWait.upTo(SOON).until("routes in force", router::isInForce);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(run)))
        .isEqualTo("rwx------");
  }

  @Test
  void edgeThatHangsIsStartedAgain() throws Exception {
    var before = pid("edge.pid");
    askUntilItIsNoted();
    assertThat(pid("edge.pid")).as("it serves").isEqualTo(before);
    assertThat(get()).isEqualTo(200);

    Suspended.stop(processes.find(before).orElseThrow());
    askUntilItIsNoted();
    ReadyWait.upTo(SOON.multipliedBy(3)).until("another edge", () -> get() == 200);
    assertThat(pid("edge.pid")).isNotEqualTo(before);
  }

  @Test
  void nextServerAdoptsTheEdgeThatRuns() throws IOException {
    edge.get().close();
    var before = pid("edge.pid");
    edge = Optional.of(process(jars()));
    edge.get().start();
    Files.delete(home.resolve("edge/process.json"));
    edge.get().ensure();
    assertThat(pid("edge.pid")).isEqualTo(before);
    assertThat(processes.findMarked("edge@" + home.resolve("edge"), SystemUsers.edgeUser()))
        .hasSize(2);
  }

  @Test
  void edgeThatLostItsLoopServesOnUntilItEndsAndIsFollowedByAnother() throws IOException {
    var before = pid("edge.pid");
    var loop =
        processes.findMarked("edge@" + home.resolve("edge"), SystemUsers.edgeUser()).stream()
            .filter(found -> found.pid() != before)
            .findFirst()
            .orElseThrow();
    processes.signal(loop, Signal.KILL);
    ReadyWait.upTo(SOON)
        .until(
            "a new loop",
            () ->
                processes
                    .findMarked("edge@" + home.resolve("edge"), SystemUsers.edgeUser())
                    .stream()
                    .anyMatch(found -> found.pid() != before && found.pid() != loop.pid()));
    assertThat(pid("edge.pid")).isEqualTo(before);
    assertThat(get()).isEqualTo(200);
    kill("edge.pid");
    ReadyWait.upTo(Duration.ofSeconds(3)).until("an answer", () -> get() == 200);
    assertThat(pid("edge.pid")).isNotEqualTo(before);
  }

  @Test
  void stoppedEdgeLeavesNothingBehind() {
    edge.get().stop();
    assertThat(processes.findMarked("edge@" + home.resolve("edge"), SystemUsers.edgeUser()))
        .isEmpty();
    assertThat(router.isInForce()).isFalse();
    assertThat(router.inFlight("127.0.0.1:1")).isEmpty();
  }

  @Test
  void norDoesOneThatIsStoppedWhileItsStartIsTrained() throws IOException {
    edge.get().stop();
    var trained = process(jars(), Duration.ZERO);
    edge = Optional.of(trained);
    trained.start();
    var mark = "edge-training@" + home.resolve("edge");
    ReadyWait.upTo(SOON)
        .until("the training", () -> !processes.findMarked(mark, SystemUsers.edgeUser()).isEmpty());

    trained.stop();

    assertThat(processes.findMarked(mark, SystemUsers.edgeUser())).isEmpty();
  }

  /** Of root's it gets that alone, and only while it is needed. */
  @Test
  void mayListenBelow1024WhereOneOfItsPortsIs() {
    assumeTrue(Processes.isRoot(), "of others the system decides");
    assertThat(rights()).hasValue("0000000000000000");
    share(Optional.of(80));
    ReadyWait.upTo(SOON).until("the right", () -> rights().equals(Optional.of(LISTEN_LOW)));
    ReadyWait.upTo(SOON).until("an answer", () -> get() == 200);

    share(Optional.empty());
    ReadyWait.upTo(SOON)
        .until("no right", () -> rights().filter(it -> it.matches("0+")).isPresent());
  }

  private void share(Optional<Integer> http) {
    var settings = new SharedSettings(List.of(), http, Optional.empty(), List.of());
    new EdgeRouter(home, "127.0.0.1", () -> settings, edge.orElseThrow().check(), Clock.systemUTC())
        .apply(Map.of(STAGE, route(STAGE, port, Optional.of(upstream()))));
  }

  private Optional<String> rights() {
    try {
      return Files.readAllLines(Path.of("/proc/" + pid("edge.pid") + "/status")).stream()
          .filter(line -> line.startsWith("CapPrm:"))
          .map(line -> line.substring(line.indexOf('\t') + 1))
          .findFirst();
    } catch (IOException | NumberFormatException between) {
      return Optional.empty();
    }
  }
}
