package dev.cairn.provider;

import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.provider.FakeInstances.Running;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;

/**
 * Who takes writes among databases in memory. Breaks where a promotion would lead to two that do:
 * no test goes on from there.
 */
final class FakePromotion {
  static final ReplicaStatus APART =
      new ReplicaStatus(
          ReplicaStatus.State.DIVERGED,
          Optional.empty(),
          Optional.empty(),
          "It has lines that the new primary never had.");

  private final Map<String, Running> instances;

  FakePromotion(Map<String, Running> instances) {
    this.instances = instances;
  }

  static boolean takesWrites(Running it) {
    return it.isAlive && it.follows.isEmpty() && it.closed.isEmpty();
  }

  /** What follows without anything before it has the line at once. */
  boolean write(String id, String line) {
    var running = find(id);
    if (running.filter(it -> takesWrites(it) && !it.isMute && !it.isFull()).isEmpty()) {
      return false;
    }
    running.get().lines.add(line);
    instances.values().stream()
        .filter(it -> it.follows.equals(Optional.of(id)) && it.isAlive && !it.isApart)
        .filter(it -> it.state == ReplicaStatus.State.STREAMING)
        .forEach(it -> it.lines = new ArrayList<>(running.get().lines));
    return true;
  }

  Progress prove(String replica) {
    boolean arrives =
        find(replica)
            .filter(it -> it.isAlive && !it.isApart)
            .filter(it -> it.state == ReplicaStatus.State.STREAMING)
            .flatMap(this::primary)
            .filter(it -> takesWrites(it) && !it.isMute)
            .isPresent();
    return arrives ? Progress.ready() : failed("replication-unproven", "No mark arrived.");
  }

  Progress freeze(String id, String replica, String token) {
    var primary = close(id, token);
    if (primary.isEmpty()) {
      return failed("primary-closed", "It was closed by another promotion, or is none.");
    }
    var follower = find(replica).filter(it -> it.isAlive && primary.get().isAlive);
    if (follower.isEmpty()) {
      return failed("freeze-failed", "One of the two is away.");
    }
    follower.get().lines = new ArrayList<>(primary.get().lines);
    follower.get().behind = 0;
    return Progress.ready();
  }

  Progress fence(String id, String token) {
    if (find(id).isEmpty()) {
      return Progress.ready();
    }
    var primary = close(id, token);
    if (primary.isEmpty()) {
      return failed("primary-closed", "It was closed by another promotion, or is none.");
    }
    if (primary.get().livesOn) {
      return failed("fence-not-proven", "Something lives on.");
    }
    primary.get().isAlive = false;
    primary.get().isMute = false;
    return Progress.ready();
  }

  private Optional<Running> close(String id, String token) {
    var found =
        find(id)
            .filter(it -> it.follows.isEmpty())
            .filter(it -> it.closed.isEmpty() || it.closed.equals(token));
    found.ifPresent(it -> it.closed = token);
    return found;
  }

  Progress unfreeze(String id, String token) {
    var primary = find(id);
    if (primary.isEmpty()) {
      return failed("database-missing", "Its files are gone.");
    }
    if (!primary.get().closed.equals(token)) {
      return Progress.ready();
    }
    if (instances.values().stream().anyMatch(it -> it.succeeded.contains(id))) {
      return failed("already-promoted", "Another takes its writes.");
    }
    primary.get().closed = "";
    return Progress.ready();
  }

  Standing compare(String id) {
    if (find(id).isEmpty()) {
      return Standing.of(Standing.Relation.UNKNOWN, "It is not there.");
    }
    var replica = find(id).get();
    if (!replica.isAlive) {
      return Standing.of(Standing.Relation.UNKNOWN, "It does not answer.");
    }
    var primary = primary(replica);
    if (primary.isEmpty() || primary.get().isMute) {
      return Standing.of(Standing.Relation.UNKNOWN, "Its primary does not say.");
    }
    if (replica.isApart) {
      return Standing.of(Standing.Relation.OTHER, "It was a primary.");
    }
    var all = primary.get().lines;
    if (all.equals(replica.lines)) {
      return Standing.EQUAL;
    }
    int has = replica.lines.size();
    if (has <= all.size() && all.subList(0, has).equals(replica.lines)) {
      return Standing.behind(new Bytes(all.size() - has), "It lacks lines.");
    }
    return Standing.of(Standing.Relation.AHEAD, "It has other lines.");
  }

  Progress promote(String id, String token) {
    var replica = find(id).orElseThrow();
    if (replica.isPromoted) {
      return Progress.ready();
    }
    var primary = primary(replica);
    if (primary.filter(it -> !it.closed.equals(token)).isPresent()) {
      throw new AssertionError("two primaries: " + id + " is promoted, and nobody closed another");
    }
    if (primary.filter(it -> it.isAlive && it.livesOn).isPresent()) {
      primary.get().isAlive = false;
    }
    replica.isAlive = true;
    replica.isPromoted = true;
    replica.succeeded.add(replica.follows.orElseThrow());
    primary.ifPresent(it -> replica.succeeded.addAll(it.succeeded));
    replica.succeeded.remove(id);
    replica.follows = Optional.empty();
    replica.closed = "";
    return Progress.ready();
  }

  /** Who follows whom is as wanted from now on, where that is for a wish to say. */
  Optional<Progress> turned(Running running, DatabaseInstance wanted) {
    var follows = wanted.replication().primary().map(Replication.Primary::id);
    if (follows.isEmpty() && !running.closed.isEmpty()) {
      return Optional.of(failed("primary-closed", "It takes no writes any more."));
    }
    if (follows.equals(running.follows)) {
      return Optional.empty();
    }
    var primary = follows.flatMap(this::find);
    var before = running.follows.orElse(wanted.id());
    boolean isClosed = running.follows.isPresent() || !running.closed.isEmpty();
    if (!isClosed || primary.filter(it -> it.succeeded.contains(before)).isEmpty()) {
      return Optional.of(failed("replication-differs", "It does not become that by a wish."));
    }
    var lines = primary.get().lines;
    int has = running.lines.size();
    running.isApart =
        running.follows.isEmpty()
            && !(has <= lines.size() && lines.subList(0, has).equals(running.lines));
    running.follows = follows;
    running.closed = "";
    running.isPromoted = false;
    running.succeeded.clear();
    if (!running.isApart) {
      running.lines = new ArrayList<>(lines);
      running.state = ReplicaStatus.State.STREAMING;
      running.behind = 0;
    }
    return Optional.empty();
  }

  void rebuilt(Running running, DatabaseInstance wanted) {
    running.follows = wanted.replication().primary().map(Replication.Primary::id);
    running.isApart = false;
    running.closed = "";
  }

  private Optional<Running> primary(Running replica) {
    return replica.follows.flatMap(this::find);
  }

  private Optional<Running> find(String id) {
    return Optional.ofNullable(instances.get(id));
  }

  private static Progress failed(String code, String message) {
    return new Progress.Failed(Problem.failed(code, message, "Look."));
  }
}
