package dev.cairn.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.cairn.core.Bytes;
import dev.cairn.core.ProblemException;
import dev.cairn.core.Violation;
import dev.cairn.database.DatabaseRef;
import dev.cairn.provider.ReleaseInstance.Source;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestReaderTest {
  @TempDir static Path here;

  @Test
  void allThatTheFileSaysIsRead() {
    var manifest =
        ManifestReader.read(
            """
            stack: notes
            service:
              source: .                  # comments are for people
              build: mvn -q package
              run: java -jar target/notes.jar
              release: ./migrate
              port: 8000
              health: /healthy
            stages:
              - name: dev
                databases:
                  - postgres
                variables: { GREETING: hello, AGENT: 007, ON: yes, EMPTY: }
              - name: prod
                databases:
                  - engine: postgres
                    version: 17
                    type: db.t4g.small
                    storage: 20
            """,
            Optional.of(here));
    assertThat(manifest.stack().value()).isEqualTo("notes");
    var service = manifest.service().orElseThrow();
    assertThat(service.source()).isEqualTo(new Source.Directory(here));
    assertThat(service.release()).contains("./migrate");
    assertThat(service.port()).isEqualTo(8000);
    var dev = manifest.stages().getFirst();
    assertThat(dev.databases()).hasSize(1);
    assertThat(dev.variables())
        .containsEntry("GREETING", "hello")
        .containsEntry("AGENT", "007")
        .containsEntry("ON", "yes")
        .containsEntry("EMPTY", "");
    var database = manifest.stages().getLast().databases().getFirst();
    assertThat(database.version()).contains("17");
    assertThat(database.storage()).contains(Bytes.ofGib(20));
  }

  @Test
  void primaryIsNamedWholeOrWithinTheStack() {
    for (var written : List.of("notes/prod/mysql", "prod/mysql", "prod")) {
      assertThat(
              ManifestReader.read(
                      "stack: notes\nstages: [{name: eu, databases: [{engine: mysql, replicaOf: "
                          + written
                          + "}]}]",
                      Optional.empty())
                  .stages()
                  .getFirst()
                  .databases()
                  .getFirst()
                  .replicaOf())
          .as(written)
          .contains(DatabaseRef.parse("notes/prod/mysql"));
    }
  }

  @Test
  void allThatIsWrongWithReplicasIsTold() {
    assertThatThrownBy(
            () ->
                ManifestReader.read(
                    """
                    stack: notes
                    stages:
                      - name: eu
                        databases:
                          - { engine: postgres, replicaOf: prod/postgers }
                          - engine: mysql
                            replicaOf: prod
                            version: 8.4
                            cacheOnly: false
                            extensions: [citext]
                            createDatabases: true
                      - name: us
                        databases:
                          - { engine: postgres, replicaOf: Prod }
                          - { engine: mysql, replicaOf: a/b/mysql/d }
                    """,
                    Optional.empty()))
        .hasMessageContaining("Did you mean postgres?")
        .asInstanceOf(type(ProblemException.class))
        .satisfies(
            e ->
                assertThat(e.problem().violations())
                    .extracting(Violation::field)
                    .contains(
                        "stages[0].databases[0].replicaOf",
                        "stages[0].databases[1].version",
                        "stages[0].databases[1].cacheOnly",
                        "stages[0].databases[1].extensions",
                        "stages[0].databases[1].createDatabases",
                        "stages[1].databases[0].replicaOf",
                        "stages[1].databases[1].replicaOf"));
  }

  @Test
  void sourcesMayBeGitOrImages() {
    assertThat(source("git: https://example.org/notes.git#v1"))
        .isEqualTo(new Source.Git("https://example.org/notes.git", "v1"));
    assertThat(source("git: https://example.org/notes.git"))
        .isEqualTo(new Source.Git("https://example.org/notes.git", "HEAD"));
    assertThat(source("image: notes:1")).isEqualTo(new Source.Image("notes:1"));
    assertThat(source("source: .."))
        .isEqualTo(new Source.Directory(here.resolve("..").normalize()));
  }

  private static Source source(String line) {
    return ManifestReader.read(
            "stack: a\nservice:\n  " + line + "\n  port: 80\n", Optional.of(here))
        .service()
        .orElseThrow()
        .source();
  }

  @Test
  void allMistakesAreToldTogetherWithTheirLines() {
    assertThatThrownBy(
            () ->
                ManifestReader.read(
                    """
                    stack: Notes
                    service:
                      sorce: .
                      port: 80000
                      health: healthy
                    stages:
                      - name: dev
                        databases: [postgres, postgress, postgres]
                      - databases:
                          - engine: postgres
                            version: 19
                            type: db.t4g.mirco
                            storage: 0
                        variables:
                          1X: { a: b }
                      - name: dev
                    stagse: []
                    """,
                    Optional.of(here)))
        .asInstanceOf(type(ProblemException.class))
        .satisfies(
            e ->
                assertThat(e.problem().violations())
                    .extracting(Violation::field)
                    .containsExactlyInAnyOrder(
                        "stack",
                        "service.sorce",
                        "service.port",
                        "service.health",
                        "stages[0].databases[1]",
                        "stages[0].databases[2]",
                        "stages[1].name",
                        "stages[1].databases[0].version",
                        "stages[1].databases[0].type",
                        "stages[1].databases[0].storage",
                        "stages[1].variables.1X",
                        "stages[1].variables.1X",
                        "stages[2].name",
                        "stagse"))
        .satisfies(
            e ->
                assertThat(e.problem().violations())
                    .contains(
                        new Violation(
                            "service.sorce",
                            "line 3: there is no key \"sorce\" here. Did you mean source?"),
                        new Violation(
                            "stages[1].databases[0].type",
                            "line 12: there is no type \"db.t4g.mirco\". Did you mean db.t4g.micro?"
                                + " Choose one of db.t4g.micro, db.t4g.small, db.t4g.medium,"
                                + " db.t4g.large, db.t4g.xlarge, db.t4g.2xlarge.")));
  }

  @Test
  void whatIsNoYamlOrNoMapIsSaid() {
    assertThatThrownBy(() -> ManifestReader.read("stack: [a\nb: {", Optional.of(here)))
        .hasMessageContaining("invalid-yaml")
        .hasMessageContaining("line ");
    for (var text : new String[] {"", "- a", "just words", "stack:\n", "stack: a\nstack: b\n"}) {
      assertThatThrownBy(() -> ManifestReader.read(text, Optional.of(here)))
          .as(text)
          .hasMessageContaining("invalid-manifest");
    }
    assertThatThrownBy(
            () -> ManifestReader.read("stack: a\nservice: {port: 80}\n", Optional.empty()))
        .hasMessageContaining("relative");
  }
}
