package dev.cairn.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.activity.Activity;
import dev.cairn.core.Actor;
import dev.cairn.core.Name;
import dev.cairn.core.ProblemException;
import dev.cairn.core.Role;
import dev.cairn.core.Sensitive;
import dev.cairn.core.StageRef;
import dev.cairn.core.Violation;
import dev.cairn.database.AttachmentSteps;
import dev.cairn.database.Attachments;
import dev.cairn.database.DatabaseSteps;
import dev.cairn.database.Databases;
import dev.cairn.database.Targets;
import dev.cairn.database.UnusedCredentials;
import dev.cairn.db.TestDatabase;
import dev.cairn.engine.Redis;
import dev.cairn.operation.Operation;
import dev.cairn.operation.Operations;
import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepBench;
import dev.cairn.operation.StepResult;
import dev.cairn.provider.FakeDatabaseProvider;
import dev.cairn.provider.FakeExistingDatabases;
import dev.cairn.secret.MasterKey;
import dev.cairn.secret.Sealer;
import dev.cairn.secret.Secrets;
import dev.cairn.service.Deployments;
import dev.cairn.service.Environments;
import dev.cairn.service.Runtimes;
import dev.cairn.service.Services;
import dev.cairn.service.Variables;
import dev.cairn.stack.Stacks;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class ManifestsTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  @TempDir static Path home;

  private static final Actor ANNA = new Actor("anna", Role.OPERATOR);

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
          variables: { GREETING: "hello: world", AGENT: 007, LINES: "a\\nb" }
        - name: prod
      """;

  private final Activity activity = new Activity(DATABASE.state());
  private final Operations operations = new Operations(DATABASE.state(), activity);
  private final Stacks stacks =
      new Stacks(
          DATABASE.state(), operations, activity, Map.of("local", List.of("local")), stage -> {});
  private final MasterKey key = MasterKey.open(home.resolve("master.key"), true);
  private final Secrets secrets = new Secrets(DATABASE.state(), activity, key);
  private final FakeDatabaseProvider provider = new FakeDatabaseProvider();
  private final Targets targets = new Targets(stacks, Map.of("local", provider));
  private final Databases databases =
      new Databases(
          DATABASE.state(), stacks, secrets, operations, activity, targets, InstantSource.system());
  private final Runtimes runtimes = new Runtimes(new NoApplications(), new NoApplications());
  private final Deployments deployments = new Deployments(DATABASE.state(), operations, runtimes);
  private final Environments environments =
      new Environments(DATABASE.state(), databases, secrets, new Sealer(key));
  private final Variables variables =
      new Variables(DATABASE.state(), activity, stacks, secrets, environments, deployments);
  private final Services services =
      new Services(
          DATABASE.state(),
          activity,
          operations,
          stacks,
          environments,
          runtimes,
          deployments,
          home);
  private final FakeExistingDatabases existing = new FakeExistingDatabases();
  private final Attachments attachments =
      new Attachments(
          DATABASE.state(), stacks, secrets, operations, activity, existing, stage -> false);
  private final Manifests manifests =
      new Manifests(stacks, databases, attachments, services, variables, operations);

  private static List<String> words(Preview preview) {
    return preview.changes().stream().map(PlannedChange::description).toList();
  }

  private void finish(Operation operation) {
    Map<String, StepAction> actions =
        new HashMap<>(
            new DatabaseSteps(
                    DATABASE.state(),
                    secrets,
                    activity,
                    targets,
                    operations,
                    new UnusedCredentials(),
                    run -> StepResult.done())
                .actions());
    actions.putAll(
        new AttachmentSteps(DATABASE.state(), secrets, activity, existing, stage -> false)
            .actions());
    actions.put("redeploy-application", run -> StepResult.done());
    new StepBench(DATABASE.state(), operations).finish(operation.id(), actions);
  }

  private static final String ATTACHED =
      """
      stack: theirs
      stages:
        - name: dev
          databases:
            - engine: postgres
              attached:
                host: %s
                database: orders
                username: anna
                password: env:ORDERS
                ca: |
                  -----BEGIN CERTIFICATE-----
                  AAAA
                  -----END CERTIFICATE-----
      """;

  @Test
  void attachedDatabaseComesFromAFileThatNamesItsPasswordAndGoesIntoOne() {
    var yaml = ATTACHED.formatted("old.example");
    assertThat(words(manifests.preview(yaml, Optional.empty())))
        .contains("attach the existing PostgreSQL at old.example to theirs/dev");
    assertThatThrownBy(() -> manifests.apply(ANNA, yaml, Optional.empty()))
        .hasMessageContaining("env:ORDERS");
    assertThat(stacks.find(new Name("theirs"))).isEmpty();

    var passwords = Map.of("env:ORDERS", Sensitive.of("secret"));
    manifests.apply(ANNA, yaml, Optional.empty(), passwords).operations().forEach(this::finish);
    assertThat(existing.seen().getLast().password().reveal()).isEqualTo("secret");
    assertThat(words(manifests.preview(yaml, Optional.empty()))).isEmpty();
    var exported = manifests.export(new Name("theirs"));
    assertThat(exported)
        .contains("env:THEIRS_DEV_POSTGRES_PASSWORD", "BEGIN CERTIFICATE")
        .doesNotContain("secret:", "\"secret\"", ": secret");
    assertThat(words(manifests.preview(exported, Optional.empty()))).isEmpty();

    var moved = ATTACHED.formatted("new.example");
    assertThat(words(manifests.preview(moved, Optional.empty())))
        .containsExactly("reach the attached PostgreSQL at new.example from theirs/dev");
    manifests.apply(ANNA, moved, Optional.empty(), passwords).operations().forEach(this::finish);
    assertThat(words(manifests.preview(moved, Optional.empty()))).isEmpty();
    assertThatThrownBy(
            () ->
                manifests.preview(
                    "stack: theirs\nstages: [{name: dev, databases: [postgres]}]",
                    Optional.empty()))
        .hasMessageContaining("is attached");
  }

  @Test
  void passwordsDoNotBelongIntoTheFile() {
    assertThatThrownBy(
            () ->
                manifests.preview(
                    ATTACHED.formatted("h").replace("env:ORDERS", "hunter2"), Optional.empty()))
        .hasMessageContaining("does not belong here");
  }

  @Test
  void previewTellsInSentencesAndChangesNothing() {
    var yaml = WITH_SERVICE.formatted("told");
    assertThat(words(manifests.preview(yaml, Optional.of(home))))
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
  void appliedTwiceItOpensNothingAnew() {
    var yaml = WITH_SERVICE.formatted("twice");
    var first = manifests.apply(ANNA, yaml, Optional.of(home));
    assertThat(first.operations())
        .extracting(Operation::target)
        .containsExactly("twice/dev/postgres", "twice/dev", "twice/prod");
    var second = manifests.apply(ANNA, yaml, Optional.of(home));
    assertThat(second.operations())
        .extracting(Operation::id)
        .containsExactlyInAnyOrderElementsOf(
            first.operations().stream().map(Operation::id).toList());
    assertThat(operations.list(Optional.of("twice"), 10)).hasSize(3);
  }

  @Test
  void whatWasExportedChangesNothing() {
    var applied = manifests.apply(ANNA, BARE.formatted("export"), Optional.of(home));
    applied.operations().forEach(this::finish);
    assertThat(manifests.preview(BARE.formatted("export"), Optional.of(home)).changes()).isEmpty();
    var exported = manifests.export(new Name("export"));
    var preview = manifests.preview(exported, Optional.empty());
    assertThat(preview.changes()).as(exported).isEmpty();
    assertThat(preview.notes()).as(exported).isEmpty();
    assertThat(exported).contains("storage: 20").doesNotContain("password");
  }

  @Test
  void changesAreMadeAndNothingIsRemoved() {
    manifests
        .apply(ANNA, BARE.formatted("change"), Optional.of(home))
        .operations()
        .forEach(this::finish);
    var changed =
        """
        stack: change
        stages:
          - name: dev
            databases:
              - { engine: postgres, storage: 30 }
            variables: { GREETING: bye }
        """;
    var applied = manifests.apply(ANNA, changed, Optional.of(home));
    assertThat(words(applied.preview()))
        .containsExactly(
            "resize change/dev/postgres to db.t4g.small, 30 GiB",
            "change variable GREETING of change/dev");
    assertThat(applied.preview().notes())
        .containsExactlyInAnyOrder(
            "The file does not name the stage change/prod: it is left as it is.",
            "The file does not name the variable AGENT of change/dev: it is left as it is.",
            "The file does not name the variable LINES of change/dev: it is left as it is.");
    var without = "stack: change\nstages: [{name: dev}]\n";
    assertThat(manifests.preview(without, Optional.of(home)).notes())
        .contains("The file does not name the database change/dev/postgres: it is left as it is.");
  }

  @Test
  void whatCannotBeIsToldBeforeAnythingChanges() {
    manifests
        .apply(ANNA, BARE.formatted("cannot"), Optional.of(home))
        .operations()
        .forEach(this::finish);
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
    assertThatThrownBy(() -> manifests.apply(ANNA, yaml, Optional.of(home)))
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
            () -> manifests.preview(yaml, Optional.of(home)),
            () -> manifests.apply(ANNA, yaml, Optional.of(home)))) {
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
    assertThat(manifests.apply(ANNA, yaml, Optional.of(home)).operations()).hasSize(1);
    assertThat(words(manifests.preview(yaml, Optional.of(home)))).isEmpty();
  }

  @Test
  void aDeployOfSomethingElseIsNotTakenForTheOneAskedFor() {
    var yaml = WITH_SERVICE.formatted("other");
    manifests.apply(ANNA, yaml, Optional.of(home));
    for (var changed :
        List.of(yaml.replace("./serve", "./serve --fast"), yaml.replace(": hello", ": good-bye"))) {
      assertThatThrownBy(() -> manifests.apply(ANNA, changed, Optional.of(home)))
          .hasMessageContaining("operation-in-progress");
    }
    assertThat(words(manifests.preview(yaml, Optional.of(home))))
        .as("nothing of the changed files was recorded")
        .containsExactly("deploy other/dev", "deploy other/prod");
  }

  @Test
  void aRemovalOfTheApplicationIsNotTakenForItsDeploy() {
    var yaml = "stack: gone\nstages: [{name: dev}]\n";
    manifests.apply(ANNA, yaml, Optional.of(home));
    var stage = StageRef.parse("gone/dev");
    var withService = "service: {run: ./serve, port: 8000, runtime: process}\n" + yaml;
    var spec = ManifestReader.read(withService, Optional.of(home)).service().orElseThrow();
    services.configure(ANNA, stage, spec);
    services.remove(ANNA, stage, Optional.empty());

    assertThatThrownBy(() -> manifests.apply(ANNA, withService, Optional.of(home)))
        .hasMessageContaining("operation-in-progress")
        .hasMessageContaining("Remove the application");
  }

  @Test
  void secretsAreNotWrittenIntoTheFile() {
    manifests.apply(ANNA, "stack: hidden\nstages: [{name: dev}]\n", Optional.of(home));
    variables.change(ANNA, StageRef.parse("hidden/dev"), Map.of("API_TOKEN", "s3cr3t"), Set.of());
    assertThat(manifests.export(new Name("hidden")))
        .contains("# The variable API_TOKEN of hidden/dev is secret")
        .doesNotContain("s3cr3t");
  }
}
