package dev.cairn.replication.promotion;

import static dev.cairn.database.DatabaseBench.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.Bytes;
import dev.cairn.core.Sensitive;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseBench;
import dev.cairn.database.DatabaseRef;
import dev.cairn.db.StateDatabase;
import dev.cairn.operation.CrashPoint.Moment;
import dev.cairn.operation.Operation;
import dev.cairn.operation.StepBench;
import dev.cairn.provider.FakeDatabaseProvider;
import dev.cairn.provider.ReplicaStatus.State;
import dev.cairn.secret.SecretVersion;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A primary with two replicas, each in a stage of its own, and lines in it. */
final class PromotionBench {
  final DatabaseBench bench;
  final FakeDatabaseProvider provider;
  final DatabaseRef first;
  final DatabaseRef second;
  final DatabaseRef third;
  private final Map<SecretVersion.Stage, Sensitive<String>> passwords;

  PromotionBench(StateDatabase state, Path home) {
    bench = new DatabaseBench(state, home);
    provider = bench.provider;
    bench.used();
    first = bench.ref;
    second = bench.followed().ref();
    third = bench.followedIn("more").ref();
    write("one");
    passwords = passwords(first);
  }

  Database get(DatabaseRef ref) {
    return bench.databases.get(ref);
  }

  String id(DatabaseRef ref) {
    return get(ref).identifier();
  }

  void write(String line) {
    assertThat(provider.write(id(first), line)).isTrue();
  }

  Operation promote() {
    return promote(second, false);
  }

  Operation promote(DatabaseRef ref, boolean force) {
    return bench.promotions.promote(ANNA, ref, force, Optional.empty());
  }

  Operation finish(Operation operation) {
    return bench.finish(operation);
  }

  /** Cairn dies in the midst of it. */
  void killAt(Operation operation, String step, Moment moment) {
    assertThatThrownBy(
            () -> bench.steps.run(operation.id(), bench.actions, StepBench.killAt(step, moment)))
        .isInstanceOf(StepBench.Killed.class);
  }

  /** The primary is gone; so much does not reach those that follow it. */
  void loseTheLast(String... lines) {
    for (var ref : List.of(second, third)) {
      provider.follow(id(ref), State.CATCHING_UP, new Bytes(lines.length));
    }
    Stream.of(lines).forEach(this::write);
    provider.crash(id(first));
  }

  /** One takes writes and all others follow it, in rows, secrets and data. */
  void leads(DatabaseRef primary, String... lines) {
    assertThat(provider.takingWrites()).containsExactly(id(primary));
    assertThat(provider.read(id(primary))).containsExactly(lines);
    for (var ref : List.of(first, second, third)) {
      var database = get(ref);
      assertThat(database.status()).as(ref.toString()).isEqualTo(Database.Status.AVAILABLE);
      assertThat(database.username()).isEqualTo(get(primary).username());
      assertThat(passwords(ref)).isEqualTo(passwords);
      var credentials = bench.secrets.credentials(database.secretName());
      assertThat(credentials.dbInstanceIdentifier()).isEqualTo(id(primary));
      assertThat(credentials.port()).isEqualTo(get(primary).endpoint().orElseThrow().port());
      if (ref.equals(primary)) {
        assertThat(database.origin()).isEqualTo(Database.Origin.CREATED);
        assertThat(database.primary()).isEmpty();
        assertThat(bench.secrets.get(database.secretName()).aliasOf()).isEmpty();
      } else {
        assertThat(database.origin()).isEqualTo(Database.Origin.REPLICA);
        assertThat(database.primary()).contains(primary);
        assertThat(bench.secrets.get(database.secretName()).aliasOf())
            .contains(get(primary).secretName());
        var read = database.isPrevious() ? get(primary) : database;
        assertThat(credentials.reader().orElseThrow().port())
            .isEqualTo(read.endpoint().orElseThrow().port());
      }
    }
    assertThat(bench.secretCount()).isEqualTo(3);
  }

  /** The data that they have are those of their primary too. */
  void follow(DatabaseRef primary) {
    for (var ref : List.of(first, second, third)) {
      if (!ref.equals(primary)) {
        assertThat(bench.replicas.status(get(ref)).orElseThrow().state())
            .isEqualTo(State.STREAMING);
        assertThat(provider.read(id(ref))).isEqualTo(provider.read(id(primary)));
      }
    }
    assertThat(provider.write(id(primary), "afterwards")).isTrue();
    assertThat(provider.read(id(third))).contains("afterwards");
  }

  Map<SecretVersion.Stage, Sensitive<String>> passwords(DatabaseRef ref) {
    var all = new HashMap<SecretVersion.Stage, Sensitive<String>>();
    var name = get(ref).secretName();
    all.put(SecretVersion.Stage.AWSCURRENT, bench.secrets.credentials(name).password());
    bench
        .secrets
        .findPrevious(name)
        .ifPresent(it -> all.put(SecretVersion.Stage.AWSPREVIOUS, it.password()));
    return all;
  }
}
