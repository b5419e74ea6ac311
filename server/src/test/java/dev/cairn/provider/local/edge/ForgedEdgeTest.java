package dev.cairn.provider.local.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.cairn.process.Processes;
import dev.cairn.process.SystemUsers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** While the edge is away, any user can take its ports and say that all is well. */
class ForgedEdgeTest {
  private static final String ALL_IS_WELL =
      """
      use IO::Socket::INET;
      my $s = IO::Socket::INET->new(Listen => 9, LocalAddr => "127.0.0.1", LocalPort => $ARGV[0])
        or die;
      $| = 1;
      print "listens\\n";
      while (my $c = $s->accept) {
        my $first = <$c>;
        while (my $line = <$c>) { last if $line eq "\\r\\n"; }
        my $body = '{"revision":1,"inFlight":{},"troubles":[]}';
        print $c $first =~ /status/
          ? "HTTP/1.1 200 OK\\r\\nConnection: close\\r\\nContent-Length: " . length($body)
            . "\\r\\n\\r\\n" . $body
          : "HTTP/1.1 204 No Content\\r\\nConnection: close\\r\\n\\r\\n";
        close $c;
      }
      """;

  @TempDir Path home;
  private final List<Process> started = new ArrayList<>();
  private EdgeRouter router;
  private Path file;
  private int port;

  @BeforeEach
  void publish() {
    new SystemUsers(new Processes()).ensure(home);
    router =
        new EdgeRouter(
            home,
            "127.0.0.1",
            () -> SharedSettings.NONE,
            new EdgeCheck(home.resolve("edge/routes.json")),
            Clock.systemUTC());
    router.apply(Map.of());
    file = home.resolve("edge/routes.json");
    port = statusPort();
  }

  @AfterEach
  void end() {
    started.forEach(Process::destroyForcibly);
  }

  private int statusPort() {
    return RoutesDocument.find(file).orElseThrow().statusPort();
  }

  private void listen(String... before) throws IOException {
    var line = new ArrayList<>(List.of(before));
    line.addAll(List.of("perl", "-e", ALL_IS_WELL, String.valueOf(port)));
    var process = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    started.add(process);
    assertThat(process.inputReader().readLine()).isEqualTo("listens");
  }

  @Test
  void strangerOnItsPortIsNotBelievedAndDoesNotKeepIt() throws IOException {
    assumeThat(Processes.isRoot()).as("root, who can be several users").isTrue();
    listen("setpriv", "--reuid=65534", "--clear-groups", "--");

    assertThat(router.isInForce()).isFalse();
    assertThat(router.inFlight("127.0.0.1:1")).as("unknown").isEmpty();
    assertThat(new EdgeCheck(file).serves()).isFalse();

    router.apply(Map.of());
    assertThat(statusPort()).isNotEqualTo(port);
  }

  @Test
  void strangerOnAStagesPortIsNamed() throws IOException {
    assumeThat(Processes.isRoot()).as("root, who can be several users").isTrue();
    var ports = Set.of(port);
    assertThat(router.strangersAt(ports)).as("nobody listens").isEmpty();
    listen("setpriv", "--reuid=65534", "--clear-groups", "--");

    assertThat(router.strangersAt(ports)).containsOnlyKeys(port);
    assertThat(router.strangersAt(ports).get(port))
        .startsWith("process " + started.getFirst().pid() + " (")
        .contains("perl", " of nobody");
  }

  @Test
  void edgeIsNoStrangerOnItsPorts() throws IOException {
    listen();

    assertThat(router.strangersAt(Set.of(port))).isEmpty();
  }

  @Test
  void edgeItselfIsBelieved() throws IOException {
    listen();

    assertThat(router.isInForce()).isTrue();
    assertThat(new EdgeCheck(file).serves()).isTrue();

    router.apply(Map.of());
    assertThat(statusPort()).isEqualTo(port);
  }
}
