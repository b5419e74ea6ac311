package dev.cairn.provider;

import dev.cairn.core.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Databases in memory, and what happens to them without being asked for. */
public abstract class FakeInstances extends OnCommand {
  /** A database as it stands; {@code lines} are its data. */
  static final class Running {
    DatabaseInstance wanted;
    boolean isAlive = true;
    boolean isBackedUp;
    boolean isForked;
    boolean isWritable = true;
    long starts = 1;
    long queries;
    long filled = 1;
    List<String> lines = new ArrayList<>();
    int port;
    ReplicaStatus.State state = ReplicaStatus.State.STREAMING;
    long behind;
    String rebuilt = "";
    long copies;
    Optional<String> follows;
    String closed = "";
    boolean isMute;
    boolean isHeld;
    boolean livesOn;
    boolean isPromoted;
    boolean isApart;
    List<String> succeeded = new ArrayList<>();

    Running(DatabaseInstance wanted, int port) {
      this.wanted = wanted;
      this.port = port;
      this.follows = wanted.replication().primary().map(Replication.Primary::id);
    }

    Bytes used() {
      return new Bytes(filled);
    }

    boolean isFull() {
      return filled >= wanted.storage().value();
    }
  }

  final Map<String, Running> instances = new HashMap<>();
  final FakeReplication replication = new FakeReplication(instances);
  final FakePromotion promotion = new FakePromotion(instances);
  private final Map<String, Set<Runnable>> ends = new HashMap<>();
  final Map<String, Running> lost = new HashMap<>();
  final Map<String, String> unfollowable = new HashMap<>();

  /** Ends a database as a crash would, and tells of it. */
  public synchronized void crash(String instanceId) {
    crashUnnoticed(instanceId);
    ends.getOrDefault(instanceId, Set.of()).forEach(Runnable::run);
  }

  /** The same where nobody is told. */
  public synchronized void crashUnnoticed(String instanceId) {
    get(instanceId).isAlive = false;
  }

  public synchronized void onEnd(String instanceId, Runnable listener) {
    ends.computeIfAbsent(instanceId, _ -> new HashSet<>()).add(listener);
  }

  public synchronized Optional<DatabaseInstance> find(String instanceId) {
    return Optional.ofNullable(instances.get(instanceId)).map(it -> it.wanted);
  }

  /** Databases that are there, running or not. */
  public synchronized List<DatabaseInstance> instances() {
    return instances.values().stream().map(it -> it.wanted).toList();
  }

  public synchronized boolean isRunning(String instanceId) {
    return get(instanceId).isAlive;
  }

  /** Changes whenever the database is started anew. */
  public synchronized long start(String instanceId) {
    return get(instanceId).starts;
  }

  /** Its data take that much from now on. */
  public synchronized void fill(String instanceId, Bytes size) {
    get(instanceId).filled = size.value();
  }

  /** Takes its files away, until {@link #giveBack}. */
  public synchronized void lose(String instanceId) {
    lost.put(instanceId, get(instanceId));
    instances.remove(instanceId);
  }

  public synchronized void giveBack(String instanceId) {
    instances.put(instanceId, Optional.ofNullable(lost.remove(instanceId)).orElseThrow());
  }

  /** What a replica is found to do from now on; {@code behind} of what its primary wrote. */
  public synchronized void follow(String instanceId, ReplicaStatus.State state, Bytes behind) {
    get(instanceId).state = state;
    get(instanceId).behind = behind.value();
  }

  /** A database can be followed only after a restart. */
  public synchronized void beUnfollowable(String instanceId, String reason) {
    unfollowable.put(instanceId, reason);
  }

  /** How often the primary's data were copied to a replica. */
  public synchronized long copies(String instanceId) {
    return get(instanceId).copies;
  }

  /** Whether it was taken apart from its primary, and takes writes. */
  public synchronized boolean isForked(String instanceId) {
    return get(instanceId).isForked;
  }

  public synchronized Optional<String> unfollowable(String instanceId) {
    return Optional.ofNullable(unfollowable.get(instanceId));
  }

  public synchronized Optional<ReplicaStatus> replicaStatus(String instanceId) {
    return Optional.ofNullable(instances.get(instanceId))
        .filter(it -> it.follows.isPresent())
        .map(it -> it.isApart ? FakePromotion.APART : replication.status(it));
  }

  /** An application writes a line; false where the database does not take it. */
  public synchronized boolean write(String instanceId, String line) {
    return promotion.write(instanceId, line);
  }

  /** What an application reads there. */
  public synchronized List<String> read(String instanceId) {
    return List.copyOf(get(instanceId).lines);
  }

  /** Databases that would take a write now: of a family never more than one. */
  public synchronized List<String> takingWrites() {
    return instances.values().stream()
        .filter(FakePromotion::takesWrites)
        .map(it -> it.wanted.id())
        .sorted()
        .toList();
  }

  /** It answers nobody, and runs. */
  public synchronized void mute(String instanceId) {
    get(instanceId).isMute = true;
  }

  public synchronized boolean answers(String instanceId) {
    return Optional.ofNullable(instances.get(instanceId))
        .filter(it -> it.isAlive && !it.isMute)
        .isPresent();
  }

  /** Somebody keeps its process from running, or no more. */
  public synchronized void hold(String instanceId, boolean isHeld) {
    get(instanceId).isMute = isHeld;
    get(instanceId).isHeld = isHeld;
  }

  public synchronized Optional<String> held(String instanceId) {
    return Optional.ofNullable(instances.get(instanceId))
        .filter(it -> it.isAlive && it.isHeld)
        .map(_ -> "It is held.");
  }

  /** Somebody writes to it, whatever it is. */
  public synchronized void scribble(String instanceId, String line) {
    get(instanceId).lines.add(line);
  }

  /** A replica that was a primary, and has what its primary never had. */
  public synchronized void diverge(String instanceId) {
    get(instanceId).isApart = true;
  }

  /** Nothing proves that it ended when it is fenced, until it does. */
  public synchronized void liveOn(String instanceId, boolean livesOn) {
    get(instanceId).livesOn = livesOn;
  }

  /** It has another port from now on. */
  public synchronized void move(String instanceId, int port) {
    get(instanceId).port = port;
  }

  synchronized Running get(String instanceId) {
    return Optional.ofNullable(instances.get(instanceId)).orElseThrow();
  }

  /** What the engine will have counted: queries, all of them answered from memory. */
  public synchronized void count(String instanceId, long queries) {
    get(instanceId).queries = queries;
  }
}
