package dev.cairn.service;

import static dev.cairn.database.DatabaseBench.ANNA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.Bytes;
import dev.cairn.core.Sensitive;
import dev.cairn.core.StageRef;
import dev.cairn.database.Connections;
import dev.cairn.database.DatabaseBench;
import dev.cairn.database.DatabaseRef;
import dev.cairn.db.TestDatabase;
import dev.cairn.manifest.NoApplications;
import dev.cairn.operation.Operation;
import dev.cairn.provider.ReplicaStatus.State;
import dev.cairn.replication.promotion.Promotions;
import dev.cairn.replication.promotion.StageEffect;
import dev.cairn.secret.CredentialMarks;
import dev.cairn.secret.MasterKey;
import dev.cairn.secret.Sealer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a promotion says that it changes is what changes. */
class PromotedVariablesTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  @TempDir static Path home;

  private DatabaseBench bench = new DatabaseBench(DATABASE.state(), home);
  private Environments environments = environments();
  private Promotions promotions = promotions();

  @BeforeEach
  void fresh() {
    bench = new DatabaseBench(DATABASE.state(), home);
    environments = environments();
    promotions = promotions();
  }

  private Environments environments() {
    return new Environments(DATABASE.state(), bench.databases, bench.secrets, new Sealer(key()));
  }

  private static MasterKey key() {
    return MasterKey.open(home.resolve("master.key"), true);
  }

  private Deployments deployments() {
    return new Deployments(
        DATABASE.state(),
        bench.operations,
        new Runtimes(new NoApplications(), new NoApplications()),
        new Connections(DATABASE.state(), bench.operations, bench.activity, bench.targets));
  }

  private Promotions promotions() {
    var uses =
        new CredentialUses(
            DATABASE.state(),
            bench.stacks,
            environments,
            new CredentialMarks(key(), bench.secrets));
    return new Promotions(
        DATABASE.state(),
        bench.operations,
        bench.activity,
        bench.targets,
        bench.databases,
        new PromotedVariables(environments, deployments(), uses));
  }

  private Map<String, Sensitive<String>> values(StageRef stage) {
    var runtime = deployments().runtimeOf(stage);
    return Environments.values(environments.effective(stage, runtime));
  }

  private void refer(StageRef stage, String name, String to) {
    var variables =
        new Variables(
            DATABASE.state(),
            bench.activity,
            bench.stacks,
            bench.secrets,
            environments,
            deployments());
    variables.save(ANNA, stage, Map.of(name, to), Set.of());
  }

  @Test
  void whatIsSaidBeforeIsWhatChanges() {
    var replica = bench.followed();
    bench.followedIn("more");
    var other = bench.inStage("other").stage();
    refer(other, "SEARCH_PORT", "secret:" + replica.secretName() + "#port");
    refer(other, "SEARCH_USER", "secret:" + replica.secretName() + "#username");
    refer(other, "READ_PORT", "secret:" + replica.secretName() + "#readerPort");
    saysWhatChanges(replica.ref(), false);
    assertThat(values(other)).containsEntry("SEARCH_PORT", port(replica.ref()));
    assertThat(values(other)).containsEntry("READ_PORT", port(bench.ref));
    assertThat(values(bench.stage)).containsEntry("PG_PORT", port(replica.ref()));
    assertThat(values(bench.stage)).containsEntry("PG_READER_PORT", port(bench.ref));
    assertThat(values(replica.ref().stage())).containsEntry("PG_READER_PORT", port(bench.ref));
    saysWhatChanges(bench.ref, false);
    assertThat(values(bench.stage)).containsEntry("PG_READER_PORT", port(replica.ref()));
  }

  @Test
  void whatWasReplacedIsToldUntilItIsMadeAnew() {
    var replica = bench.followed();
    var primary = bench.databases.get(bench.ref).identifier();
    bench.provider.follow(replica.identifier(), State.CATCHING_UP, new Bytes(1));
    assertThat(bench.provider.write(primary, "lost")).isTrue();
    bench.provider.crash(primary);
    saysWhatChanges(replica.ref(), true);
    assertThat(values(bench.stage))
        .containsEntry("PG_PREVIOUS_PORT", port(bench.ref))
        .containsKey("PG_PREVIOUS_HOST");
    assertThat(values(bench.stage)).containsEntry("PG_READER_PORT", port(replica.ref()));
    assertThat(values(replica.ref().stage()))
        .containsEntry("PG_READER_PORT", port(replica.ref()))
        .doesNotContainKey("PG_PREVIOUS_HOST");
    bench.finish(bench.replicas.rebuild(ANNA, bench.ref, Optional.empty()));
    assertThat(values(bench.stage)).doesNotContainKey("PG_PREVIOUS_HOST");
  }

  private Sensitive<String> port(DatabaseRef ref) {
    var endpoint = bench.databases.get(ref).endpoint().orElseThrow();
    return Sensitive.of(Integer.toString(endpoint.port()));
  }

  private void saysWhatChanges(DatabaseRef replica, boolean force) {
    var effects = promotions.preview(replica).effects();
    var before = new HashMap<StageRef, Map<String, Sensitive<String>>>();
    effects.forEach(it -> before.put(it.stage(), values(it.stage())));
    var ended = bench.finish(promotions.promote(ANNA, replica, force, Optional.empty()));
    assertThat(ended.status()).isEqualTo(Operation.Status.SUCCEEDED);
    for (var effect : effects) {
      var names = differing(before.getOrDefault(effect.stage(), Map.of()), values(effect.stage()));
      assertThat(effect).isEqualTo(new StageEffect(effect.stage(), names, Optional.empty()));
    }
  }

  private static List<String> differing(
      Map<String, Sensitive<String>> before, Map<String, Sensitive<String>> after) {
    var all = new TreeSet<>(before.keySet());
    all.addAll(after.keySet());
    all.removeIf(
        it -> Optional.ofNullable(before.get(it)).equals(Optional.ofNullable(after.get(it))));
    return List.copyOf(all);
  }
}
