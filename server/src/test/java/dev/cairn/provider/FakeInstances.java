package dev.cairn.provider;

import dev.cairn.core.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Databases in memory, and what happens to them without being asked for. */
public abstract class FakeInstances extends OnCommand {
  /** A database as it stands; {@code lines} are its data. */
  static final class Running {
    DatabaseInstance wanted;
    boolean isAlive = true;
    boolean isBackedUp;
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

    Running(DatabaseInstance wanted, int port) {
      this.wanted = wanted;
      this.port = port;
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
  final Map<String, Running> lost = new HashMap<>();
  final Map<String, String> unfollowable = new HashMap<>();

  /** Ends a database as a crash would. */
  public synchronized void crash(String instanceId) {
    get(instanceId).isAlive = false;
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

  public synchronized Optional<String> unfollowable(String instanceId) {
    return Optional.ofNullable(unfollowable.get(instanceId));
  }

  public synchronized Optional<ReplicaStatus> replicaStatus(String instanceId) {
    return Optional.ofNullable(instances.get(instanceId))
        .filter(it -> it.wanted.replication().isReplica())
        .map(replication::status);
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
