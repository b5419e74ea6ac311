package dev.cairn.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.Name;
import dev.cairn.core.ProblemException;
import dev.cairn.core.StageRef;
import dev.cairn.core.Violation;
import dev.cairn.database.DatabaseRef;
import dev.cairn.engine.Postgres;
import dev.cairn.engine.Redis;
import dev.cairn.operation.Operation;
import dev.cairn.service.ServiceKeys;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ManifestsTest extends ManifestBench {
  private static final String WITH_SERVICE =
      """
      stack: %s
      service:
        run: ./serve
        port: 8000
        runtime: process
      stages:
        - name: dev
          databases: [postgres]
          variables: { GREETING: hello }
        - name: prod
      """;

  private static final String BARE =
      """
      stack: %s
      stages:
        - name: dev
          databases:
            - { engine: postgres, version: 17, type: db.t4g.small, storage: 20 }
          variables: { GREETING: "hello: world", AGENT: 007, LINES: "a\\nb", ODD: " *Zürich: # €\\u0085'" }
        - name: prod
      """;

  /** Also of a file that is not applied: what lies there is not looked at. */
  @Test
  void operatorDeploysNoDirectoryThatNobodyAllowed() {
    var yaml =
        WITH_SERVICE.formatted("stolen").replace("run: ./serve", "run: ./serve\n  source: /etc");
    assertThatThrownBy(() -> preview(yaml, Optional.of(home)))
        .hasMessageContaining("source-not-allowed");
    assertThatThrownBy(() -> apply(yaml, Optional.of(home)))
        .hasMessageContaining("source-not-allowed");
    assertThat(stacks.find(new Name("stolen"))).isEmpty();
  }

  @Test
  void previewTellsInSentencesAndChangesNothing() {
    var yaml = WITH_SERVICE.formatted("told");
    assertThat(words(preview(yaml, Optional.of(home))))
        .containsExactly(
            "create stack told",
            "create stage told/dev",
            "set up the application of told/dev",
            "add PostgreSQL 18 to told/dev (db.t4g.micro, 10 GiB)",
            "set variable GREETING of told/dev",
            "deploy told/dev",
            "create stage told/prod",
            "set up the application of told/prod",
            "deploy told/prod");
    assertThat(stacks.find(new Name("told"))).isEmpty();
  }

  @Test
  void previewTellsWhichDatabasesADeployAsAContainerRestarts() {
    var yaml = WITH_SERVICE.formatted("moved");
    apply(BARE.formatted("moved"), Optional.of(home)).operations().forEach(this::finish);
    var database =
        databases.get(new DatabaseRef(StageRef.parse("moved/dev"), Postgres.INSTANCE)).identifier();
    provider.disconnect(database, "it listens on 127.0.0.1 only");
    assertThat(preview(yaml, Optional.of(home)).notes()).noneMatch(it -> it.contains("restarted"));
    assertThat(preview(yaml.replace("process", "container"), Optional.of(home)).notes())
        .contains(
            "The application of moved/dev is deployed: moved/dev/postgres is restarted for it,"
                + " which takes a moment: it listens on 127.0.0.1 only.");
  }

  @Test
  void appliedTwiceItOpensNothingAnew() {
    var yaml = WITH_SERVICE.formatted("twice");
    var first = apply(yaml, Optional.of(home));
    assertThat(first.operations())
        .extracting(Operation::target)
        .containsExactly("twice/dev/postgres", "twice/dev", "twice/prod");
    var second = apply(yaml, Optional.of(home));
    assertThat(second.operations())
        .extracting(Operation::id)
        .containsExactlyInAnyOrderElementsOf(
            first.operations().stream().map(Operation::id).toList());
    assertThat(operations.list(Optional.of("twice"), 10)).hasSize(3);
  }

  @Test
  void whatWasExportedChangesNothing() {
    var applied = apply(BARE.formatted("export"), Optional.of(home));
    applied.operations().forEach(this::finish);
    assertThat(preview(BARE.formatted("export"), Optional.of(home)).changes()).isEmpty();
    var exported = manifests.export(new Name("export"));
    var preview = preview(exported, Optional.empty());
    assertThat(preview.changes()).as(exported).isEmpty();
    assertThat(preview.notes()).as(exported).isEmpty();
    assertThat(exported).contains("storage: 20").doesNotContain("password");
  }

  /** A key that is lost on one of the ways between file, row and file shows up as a change. */
  @Test
  void whatWasExportedChangesNothingWhereAllKeysOfTheApplicationAreSet() throws Exception {
    Files.createDirectories(home.resolve("apps/web"));
    Files.writeString(home.resolve("apps/web/Dockerfile"), "FROM scratch\n");
    var written =
        """
        stack: keys
        service:
          source: .
          pull: missing
          directory: apps/web
          dockerfile: apps/web/Dockerfile
          build: make
          buildVariables: { NODE_ENV: production, REGION: }
          buildSecrets: [NPM_TOKEN]
          run: ./serve
          release: ./migrate
          port: 8000
          health: /healthy
          accessLog: true
          runtime: process
          healthyWithin: 5m
          releaseWithin: 1h
          drainWithin: 45s
          memory: 512m
          cpus: 1.5
          shmSize: 64m
        stages: [{name: dev, hosts: [keys.example.com]}]
        """;
    apply("stack: keys\nstages: [{name: dev}]\n", Optional.of(home));
    var manifest = ManifestReader.read(written, Optional.of(home));
    var read = manifest.serviceOf(manifest.stages().getFirst()).orElseThrow();
    services.configure(ANNA, StageRef.parse("keys/dev"), read);
    assertThat(words(preview(written, Optional.of(home)))).noneMatch(it -> it.contains("the appl"));
    var exported = manifests.export(new Name("keys"));
    assertThat(exported).contains("memory: 512m", "- NODE_ENV=production", "- REGION", "cpus: 1.5");
    assertThat(exported)
        .as("of the stage")
        .contains("region: local\n  hosts:\n  - keys.example.com");
    for (var key : ServiceKeys.NAMES) {
      assertThat(exported.contains("\n  " + key + ":"))
          .as(key)
          .isEqualTo(!Set.of("git", "image").contains(key));
    }
    assertThat(words(preview(exported, Optional.empty())))
        .as(exported)
        .noneMatch(it -> it.contains("the appl"));
    var changed = exported.replace("memory: 512m", "memory: 1g").replace("drainWithin: 45s", "");
    assertThat(words(preview(changed, Optional.empty())))
        .contains("change the application of keys/dev: drainWithin 45s → none, memory 512m → 1g");
  }

  @Test
  void namesOfStagesAreInForceWithoutADeploy() throws Exception {
    Files.createDirectories(home.resolve("named"));
    var file =
        """
        stack: named
        service: { source: named, run: ./serve, port: 8000, runtime: process }
        stages: [{name: dev, hosts: [%s]}, {name: prod, hosts: [b.example.com]}]
        """;
    apply("stack: named\nstages: [{name: dev}, {name: prod}]\n", Optional.of(home));
    var read = ManifestReader.read(file.formatted("a.example.com"), Optional.of(home));
    for (var stage : read.stages()) {
      services.configure(
          ANNA, new StageRef(read.stack(), stage.name()), read.serviceOf(stage).orElseThrow());
    }

    assertThat(words(preview(file.formatted("c.example.com"), Optional.of(home))))
        .filteredOn(it -> it.contains("hosts"))
        .containsExactly(
            "change the application of named/dev: hosts a.example.com → c.example.com");
    assertThatThrownBy(() -> preview(file.formatted("b.example.com"), Optional.of(home)))
        .hasMessageContaining("b.example.com would be a name of two stages");
    assertThatThrownBy(
            () ->
                preview(
                    """
                    stack: other
                    service: { image: shop, port: 80, hosts: [a.example.com] }
                    stages: [{name: dev}]
                    """,
                    Optional.of(home)))
        .hasMessageContaining("a.example.com is that of named/dev already");
  }

  @Test
  void changesAreMadeAndNothingIsRemoved() {
    apply(BARE.formatted("change"), Optional.of(home)).operations().forEach(this::finish);
    var changed =
        """
        stack: change
        stages:
          - name: dev
            databases:
              - { engine: postgres, storage: 30 }
            variables: { GREETING: bye }
        """;
    var applied = apply(changed, Optional.of(home));
    assertThat(words(applied.preview()))
        .containsExactly(
            "resize change/dev/postgres to db.t4g.small, 30 GiB",
            "change variable GREETING of change/dev");
    assertThat(applied.preview().notes())
        .containsExactlyInAnyOrder(
            "The file does not name the stage change/prod: it is left as it is.",
            "The file does not name the variable AGENT of change/dev: it is left as it is.",
            "The file does not name the variable LINES of change/dev: it is left as it is.",
            "The file does not name the variable ODD of change/dev: it is left as it is.");
    var without = "stack: change\nstages: [{name: dev}]\n";
    assertThat(preview(without, Optional.of(home)).notes())
        .contains("The file does not name the database change/dev/postgres: it is left as it is.");
  }

  @Test
  void whatCannotBeIsToldBeforeAnythingChanges() {
    apply(BARE.formatted("cannot"), Optional.of(home)).operations().forEach(this::finish);
    var yaml =
        """
        stack: cannot
        stages:
          - name: new
          - name: dev
            target: aws
            databases:
              - { engine: postgres, version: 18, storage: 5 }
        """;
    assertThatThrownBy(() -> apply(yaml, Optional.of(home)))
        .hasMessageContaining("manifest-not-applicable")
        .hasMessageContaining("target of cannot/dev")
        .hasMessageContaining("version of cannot/dev/postgres")
        .hasMessageContaining("cannot shrink");
    assertThat(stacks.findStage(StageRef.parse("cannot/new"))).isEmpty();
  }

  @Test
  void whatAnyStepWouldBeRefusedForIsToldBeforeTheFirst() {
    provider.withhold(Redis.INSTANCE);
    var yaml =
        """
        stack: whole
        service: { image: shop, runtime: process, run: ./serve, port: 80 }
        stages:
          - name: dev
            databases: [redis]
            variables: { PORT: "1", A: "secret:dev-whole-mysql#password" }
          - name: prod
            target: moon
        """;
    for (var act :
        List.<Runnable>of(
            () -> preview(yaml, Optional.of(home)), () -> apply(yaml, Optional.of(home)))) {
      assertThatThrownBy(act::run)
          .isInstanceOfSatisfying(
              ProblemException.class,
              e ->
                  assertThat(e.problem().violations())
                      .extracting(Violation::field)
                      .containsExactlyInAnyOrder(
                          "whole/dev/redis.engine",
                          "whole/dev.PORT",
                          "whole/dev.A",
                          "whole/dev.runtime",
                          "whole/prod.target",
                          "whole/prod.runtime"))
          .hasMessageContaining("manifest-not-applicable");
    }
    assertThat(stacks.find(new Name("whole"))).isEmpty();
  }

  @Test
  void variablesMayNameSecretsOfDatabasesThatTheFileAdds() {
    var yaml =
        """
        stack: coming
        stages:
          - name: dev
            databases: [postgres]
            variables: { API_KEY: "secret:dev-coming-postgres#password" }
        """;
    assertThat(apply(yaml, Optional.of(home)).operations()).hasSize(1);
    assertThat(words(preview(yaml, Optional.of(home)))).isEmpty();
  }

  @Test
  void aDeployOfSomethingElseIsNotTakenForTheOneAskedFor() {
    var yaml = WITH_SERVICE.formatted("other");
    apply(yaml, Optional.of(home));
    for (var changed :
        List.of(yaml.replace("./serve", "./serve --fast"), yaml.replace(": hello", ": good-bye"))) {
      assertThatThrownBy(() -> apply(changed, Optional.of(home)))
          .hasMessageContaining("operation-in-progress");
    }
    assertThat(words(preview(yaml, Optional.of(home))))
        .as("nothing of the changed files was recorded")
        .containsExactly("deploy other/dev", "deploy other/prod");
  }

  @Test
  void aRemovalOfTheApplicationIsNotTakenForItsDeploy() {
    var yaml = "stack: gone\nstages: [{name: dev}]\n";
    apply(yaml, Optional.of(home));
    var stage = StageRef.parse("gone/dev");
    var withService = "service: {run: ./serve, port: 8000, runtime: process}\n" + yaml;
    var spec = ManifestReader.read(withService, Optional.of(home)).service().orElseThrow();
    services.configure(ANNA, stage, spec);
    services.remove(ANNA, stage, Optional.empty());

    assertThatThrownBy(() -> apply(withService, Optional.of(home)))
        .hasMessageContaining("operation-in-progress")
        .hasMessageContaining("Remove the application");
  }

  @Test
  void secretsAreNotWrittenIntoTheFile() {
    apply("stack: hidden\nstages: [{name: dev}]\n", Optional.of(home));
    variables.change(ANNA, StageRef.parse("hidden/dev"), Map.of("API_TOKEN", "s3cr3t"), Set.of());
    assertThat(manifests.export(new Name("hidden")))
        .contains("# The variable API_TOKEN of hidden/dev is secret")
        .doesNotContain("s3cr3t");
  }
}
