package dev.cairn.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.activity.ActivityEntry;
import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.core.Role;
import dev.cairn.core.StageRef;
import dev.cairn.database.Database;
import dev.cairn.database.ResizeSpec;
import dev.cairn.db.Json;
import dev.cairn.db.TestDatabase;
import dev.cairn.engine.Postgres;
import dev.cairn.operation.Operation;
import dev.cairn.provider.ReplicaStatus;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is said before a promotion, and who may begin one, over real HTTP. */
class PromotionPagesTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  @TempDir static Path home;

  private ConsoleBench bench;
  private SomeReplicas some;
  private StageRef prod;
  private Database primary;
  private Database replica;

  @BeforeEach
  void start() {
    bench = new ConsoleBench(DATABASE.state(), home);
    some = new SomeReplicas(bench, DATABASE.state());
    prod = some.stage("prod");
    primary = some.primary(prod, Postgres.INSTANCE);
    replica = some.replica(bench.stage, primary);
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  private static String page(Database database, String part) {
    return Targets.database(database.ref()) + part;
  }

  private static String api(Database database, String part) {
    return "/api/v1" + page(database, part);
  }

  private String preview() {
    var answer = bench.get(page(replica, "/promotion"));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private HttpResponse<String> promote(Map<String, String> form) {
    return bench.post(page(replica, "/promote"), form);
  }

  private List<Operation> open() {
    return bench.operations.listOpenBelow(replica.ref().toString());
  }

  private static String location(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
    return answer.headers().firstValue("Location").orElse("");
  }

  @Test
  void previewSaysWhatItWouldDoAndDoesNothing() {
    var other = some.replica(some.stage("eu"), primary);
    assertThat(bench.get(page(replica, "")).body()).contains(page(replica, "/promotion"));

    assertThat(preview())
        .contains("Planned", "Who follows whom", "Afterwards", "Takes writes")
        .contains(Targets.database(other.ref()), "PG_PORT", "PG_READER_URL", "none was measured")
        .contains("id=\"promotion-loss\"><span class=\"tone-ok\">nothing<")
        .contains("action=\"" + page(replica, "/promote") + "\"")
        .doesNotContain("name=\"confirm\"");
    assertThat(open()).isEmpty();
    assertThat(bench.databases.get(primary.ref())).isEqualTo(primary);
    assertThat(bench.databases.get(replica.ref())).isEqualTo(replica);
  }

  @Test
  void formThatIsSentTwiceBeginsOnePromotion() {
    var form = Map.of("force", "false", "once", "o-" + replica.identifier());
    var first = location(promote(form));
    assertThat(first).isEqualTo("/operations/" + open().getFirst().id());
    assertThat(location(promote(form))).isEqualTo(first);
    assertThat(open()).extracting(Operation::kind).containsExactly("promote-replica");

    assertThat(bench.get(first).body()).contains("no way back after it", "id=\"cancel-operation\"");
    for (var database : List.of(primary, replica)) {
      assertThat(bench.get(page(database, "")).body()).contains(first);
    }
    assertThat(preview()).contains(first).doesNotContain("action=\"" + page(replica, "/promote"));
  }

  @Test
  void pastThePointOfNoReturnNobodyIsOfferedToCancel() {
    var at = location(promote(Map.of("force", "false")));
    DATABASE
        .state()
        .transaction(
            transaction ->
                transaction
                    .handle()
                    .execute(
                        "update operation_step set status = 'DONE' where no_return and operation_id"
                            + " = ?",
                        open().getFirst().id()));

    assertThat(bench.get(at).body())
        .contains("There is no way back any more")
        .doesNotContain("id=\"cancel-operation\"");
    var cancelled = bench.post(at + "/cancel", Map.of());
    assertThat(cancelled.statusCode()).isEqualTo(409);
  }

  @Test
  void cancelThatCameTooLateIsToldSo() {
    var at = location(promote(Map.of("force", "false")));
    var id = open().getFirst().id();
    assertThat(bench.post(at + "/cancel", Map.of()).statusCode()).isEqualTo(303);
    assertThat(bench.get(at).body()).contains("Cancelling").doesNotContain("came too late");
    DATABASE
        .state()
        .transaction(
            transaction ->
                transaction
                    .handle()
                    .execute(
                        "update operation_step set status = 'DONE' where no_return and operation_id"
                            + " = ?",
                        id));
    assertThat(bench.get(at).body()).contains("The cancel came too late", "Running");
    DATABASE
        .state()
        .transaction(
            transaction ->
                transaction
                    .handle()
                    .execute(
                        "update operation set status = 'FAILED', finished_at = now()"
                            + " where id = ?",
                        id));
    assertThat(bench.get(at).body()).contains("The cancel came too late", "Failed");
  }

  @Test
  void whereSomethingMayBeLostTheNameIsTypedAndForceIsRecorded() {
    bench.provider.follow(replica.identifier(), ReplicaStatus.State.BROKEN, new Bytes(0));
    bench.provider.write(primary.identifier(), "last words");
    bench.provider.crash(primary.identifier());

    assertThat(preview())
        .contains("Unplanned", "at most 1 B of what was written last", "Fenced")
        .contains("data-confirm=\"" + replica.ref() + "\"", "name=\"force\" value=\"true\"");
    var unasked = promote(Map.of("force", "false"));
    assertThat(unasked.statusCode()).isEqualTo(409);
    assertThat(unasked.body()).contains("would be lost", "data-confirm=");
    var untyped = promote(Map.of("force", "true"));
    assertThat(untyped.statusCode()).isEqualTo(422);
    assertThat(untyped.body()).contains("must be " + replica.ref());
    assertThat(open()).isEmpty();

    location(promote(Map.of("force", "true", "confirm", replica.ref().toString())));
    assertThat(open()).extracting(Operation::kind).containsExactly("replace-primary");
    var recorded = bench.site.activity.list(Optional.of(replica.ref().toString()), 1).getFirst();
    assertThat(recorded).extracting(ActivityEntry::action).isEqualTo("replace-primary");
    assertThat(recorded.details().get("force")).contains("would be lost");
  }

  @Test
  void whereNothingProvesTheFenceAPersonMaySaySo() {
    bench.provider.crash(primary.identifier());
    var at = location(promote(Map.of("force", "false", "confirm", replica.ref().toString())));
    var problem = Problem.failed("fence-not-proven", "Something lives on.", "See to it.");
    DATABASE
        .state()
        .transaction(
            transaction ->
                transaction
                    .handle()
                    .execute(
                        "update operation set status = 'NEEDS_ATTENTION', problem = cast(? as"
                            + " jsonb) where id = ?",
                        Json.write(problem),
                        open().getFirst().id()));

    assertThat(bench.get(at).body())
        .contains("Something lives on.", "href=\"" + page(replica, "/promotion") + "\"");
    assertThat(preview())
        .contains("Something lives on.", "name=\"force\" value=\"true\"", "data-confirm=");
    var form = Map.of("force", "true", "confirm", replica.ref().toString());
    assertThat(location(promote(form))).isEqualTo(at);
  }

  @Test
  void onesThatCannotBeSayWhy() {
    bench.databases.resize(
        ConsoleBench.ANNA,
        primary.ref(),
        new ResizeSpec(Optional.empty(), Optional.of(Bytes.ofGib(20))),
        Optional.empty());

    assertThat(preview())
        .contains("is not finished yet", "id=\"watch-operation\"")
        .doesNotContain("action=\"" + page(replica, "/promote"));
    var refused = promote(Map.of("force", "false"));
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body()).containsOnlyOnce("role=\"alert\"");
  }

  @Test
  void aPageThatIsOpenWhereNothingIsPromotedAnyMoreLeadsToTheDatabase() {
    assertThat(location(bench.get(page(primary, "/promotion")))).isEqualTo(page(primary, ""));
  }

  @Test
  void aViewerSeesWhatItWouldDoAndMayNotBeginIt() {
    var viewer = bench.cookie(Role.VIEWER);
    var seen = bench.get(page(replica, "/promotion"), viewer);
    assertThat(seen.statusCode()).isEqualTo(200);
    assertThat(seen.body()).contains("Afterwards").doesNotContain("<form class=\"box");
    assertThat(bench.get(page(replica, ""), viewer).body())
        .doesNotContain(page(replica, "/promotion"));

    var form = Map.of("force", "false");
    assertThat(bench.post(page(replica, "/promote"), form, viewer).statusCode()).isEqualTo(403);
    var token = bench.site.token(Role.VIEWER);
    assertThat(bench.site.get(api(replica, "/promotion"), token).statusCode()).isEqualTo(200);
    var asked = bench.site.send("POST", api(replica, "/promote"), token, "{\"force\":false}");
    assertThat(asked.statusCode()).isEqualTo(403);
    assertThat(open()).isEmpty();
  }

  @Test
  void programsAreToldTheSame() {
    var token = bench.site.token(Role.OPERATOR);
    assertThat(bench.site.get(api(replica, "/promotion"), token).body())
        .contains("\"ref\":\"" + replica.ref() + "\"", "\"primary\":\"" + primary.ref() + "\"")
        .contains("\"planned\":true", "\"measured\":0", "\"wantsForce\":false", "\"effects\":[{");
    assertThat(open()).isEmpty();
    bench.provider.follow(replica.identifier(), ReplicaStatus.State.BROKEN, new Bytes(0));
    bench.provider.write(primary.identifier(), "last words");
    bench.provider.crash(primary.identifier());
    assertThat(bench.site.get(api(replica, "/promotion"), token).body())
        .contains("\"planned\":false", "\"missingBytes\":1", "\"wantsForce\":true")
        .contains("\"code\":\"promotion-may-lose\"");
    var path = api(replica, "/promote");
    var unasked = bench.site.send("POST", path, token, "{}");
    assertThat(unasked.statusCode()).isEqualTo(409);
    assertThat(unasked.body()).contains("promotion-may-lose");
    assertThat(bench.site.send("POST", path, token, "{\"forse\":true}").statusCode())
        .isEqualTo(422);

    var begun = bench.site.send("POST", path, token, "{\"force\":true}");
    assertThat(begun.statusCode()).isEqualTo(202);
    assertThat(begun.body()).contains(open().getFirst().id().toString());
  }

  @Test
  void whileItIsPromotedItIsNotCalledBroken() {
    location(promote(Map.of("force", "false")));
    assertThat(bench.get(page(replica, "/replication")).body()).contains("Streaming");
    bench.provider.follow(replica.identifier(), ReplicaStatus.State.BROKEN, new Bytes(0));
    var sentence = replica.ref() + " is being promoted in place of " + primary.ref() + ".";
    for (var part : List.of(page(replica, "/replication"), page(primary, "/replication"))) {
      assertThat(bench.get(part).body())
          .contains("Promoting", sentence)
          .doesNotContain("Broken", "Modifying");
    }
    assertThat(bench.get(Targets.stage(bench.stage) + "/reading").body())
        .contains(sentence)
        .doesNotContain("does not answer", "Read from " + primary.ref());
    var token = bench.site.token(Role.VIEWER);
    for (var database : List.of(primary, replica)) {
      assertThat(bench.site.get(api(database, ""), token).body())
          .contains("\"state\":\"promoting\"")
          .doesNotContain("\"broken\"");
    }
  }

  @Test
  void whatWasPrimaryAndHasMoreIsToBeLookedAtAndThenRebuilt() {
    bench.provider.diverge(replica.identifier());
    assertThat(bench.get(page(replica, "/replication")).body())
        .contains("Diverged", "look at what it has beyond its primary", "id=\"to-rebuild\"")
        .doesNotContain(page(replica, "/promotion"));
    assertThat(preview())
        .contains("role=\"alert\"", "cairn db rebuild " + replica.ref(), "cannot take over")
        .doesNotContain("Afterwards", "What applications get", "Could be lost")
        .doesNotContain("action=\"" + page(replica, "/promote"));
  }
}
