package dev.cairn.provider.local.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.config.ApplicationNames;
import dev.cairn.config.ConfigLoader;
import dev.cairn.core.OpenFiles;
import dev.cairn.core.StageRef;
import dev.cairn.process.Command;
import dev.cairn.process.Processes;
import dev.cairn.process.SystemUsers;
import dev.cairn.provider.Router.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EdgeRouterTest {
  private static final StageRef STAGE = StageRef.parse("notes/dev");

  @TempDir private Path home;
  private int changes;

  @Test
  void anotherDomainCountsWithoutARestart() throws IOException {
    configure("applications: {names: [notes.example.com]}\n");
    var config = new ConfigLoader(Map.of("CAIRN_HOME", home.toString())).load();
    var router =
        new EdgeRouter(
            home,
            "127.0.0.1",
            new ApplicationNames(config),
            new EdgeCheck(home.resolve("edge/routes.json")));
    router.refresh();
    assertThat(RoutesDocument.find(home.resolve("edge/routes.json"))).as("not told yet").isEmpty();

    Files.createDirectory(home.resolve("edge"));
    router.apply(Map.of(STAGE, route(Optional.of("127.0.0.1:1"))));
    var first = document();
    assertThat(first.names()).containsExactly("notes.example.com");
    router.refresh();
    assertThat(document()).as("nothing changed").isEqualTo(first);

    configure("applications: {names: [notes.example.com, shop.example.com]}\n");
    router.refresh();
    assertThat(document().names()).containsExactly("notes.example.com", "shop.example.com");
    assertThat(document().routes()).isEqualTo(first.routes());
    assertThat(document().revision()).isEqualTo(first.revision() + 1);

    configure("applications: {nams: [a]}\n");
    router.refresh();
    assertThat(document().names()).as("of what can be read").hasSize(2);
  }

  /** Where a release will listen stands there before it does. */
  @Test
  void nobodyButTheEdgeReadsWhereReleasesListen() throws IOException {
    var processes = new Processes();
    new SystemUsers(processes).ensure(home);
    Files.createDirectory(home.resolve("edge"));
    new EdgeRouter(home, "127.0.0.1", List::of, new EdgeCheck(home.resolve("edge/routes.json")))
        .apply(Map.of(STAGE, route(Optional.of("127.0.0.1:23456"))));

    assertThat(OpenFiles.naming(23_456, home)).isEmpty();
    var read = Command.of("cat", home.resolve("edge/routes.json").toString());
    assertThat(processes.run(read.as(SystemUsers.edgeUser())).output()).contains("23456");
  }

  private RoutesDocument document() {
    return RoutesDocument.find(home.resolve("edge/routes.json")).orElseThrow();
  }

  private void configure(String yaml) throws IOException {
    var file = home.resolve("config.yaml");
    Files.writeString(file, yaml);
    changes++;
    Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH.plusSeconds(changes)));
  }

  private static Route route(Optional<String> upstream) {
    return new Route(STAGE, 7812, upstream, List.of("notes-dev.localhost"), false, false);
  }
}
