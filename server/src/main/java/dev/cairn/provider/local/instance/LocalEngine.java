package dev.cairn.provider.local.instance;

import dev.cairn.engine.Engine;
import dev.cairn.process.ProcessIdentity;
import dev.cairn.provider.Extension;
import dev.cairn.provider.Login;
import dev.cairn.provider.ReplicaStatus;
import dev.cairn.provider.Replication;
import dev.cairn.provider.Standing;
import dev.cairn.provider.Statistics;
import dev.cairn.provider.VersionOffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What differs between engines that run as processes of this machine; {@link InstanceLifecycle} is
 * what they have in common and says in which order these are called. Every verb looks first and may
 * be called again. Callers see to it that no two calls change one instance at once.
 */
public interface LocalEngine {
  Engine engine();

  /** Versions that can be had here, newest first. */
  List<VersionOffer> offers();

  /** The directory of the programs of a version; fetched where it is not here. */
  Path programs(String version, Consumer<String> progress);

  /** Has ready what new instances of a version begin with. */
  void prepare(String version, Path programs, Consumer<String> progress);

  /** A new instance was made: has ready what the next one begins with. Returns at once. */
  void keepSpare(String version);

  /** Puts the data of a new, empty database where none are. */
  void fill(InstanceFiles files, InstanceRecord instance, Path programs, Consumer<String> progress);

  /**
   * Those of its settings that a server only takes when it starts. Where this text changes, the
   * server is restarted.
   */
  String startSettings(InstanceFiles files, InstanceRecord instance);

  /**
   * Writes all that a server reads when it starts: settings, and who may log in where that is a
   * file. Not durable yet.
   *
   * @return whether anything changed
   */
  boolean configure(InstanceFiles files, InstanceRecord instance, List<Login> logins);

  /** Whether its files are so few that each is brought to disk by itself, not all of the disk's. */
  default boolean hasFewFiles() {
    return false;
  }

  /** Makes the data of a backup ours before the start: nobody may know their administrator. */
  void takeOver(InstanceFiles files, InstanceRecord instance, Path programs);

  /**
   * Has a running server take what is written, by this {@link #configure} or an earlier one,
   * without an interruption.
   */
  void reload(InstanceFiles files, InstanceRecord instance);

  /**
   * Gives fresh data, from {@link #fill} or a backup, the names and passwords wanted.
   *
   * @param previous how database and owner are called in a backup's data; empty in new ones
   */
  void name(
      InstanceFiles files,
      InstanceRecord instance,
      Optional<LocalBackups.Contents> previous,
      List<Login> logins);

  /**
   * Makes exactly these logins be able to log in, over TLS and as the application does; ends the
   * sessions of others.
   *
   * @throws dev.cairn.core.ProblemException {@code database-not-answering}
   */
  void admit(InstanceFiles files, InstanceRecord instance, List<Login> logins);

  /**
   * Has a running server refuse writes or take them again, as the record says; {@link #configure}
   * sees to servers that start.
   */
  void applyWritable(InstanceFiles files, InstanceRecord instance);

  /**
   * Has a running server of an earlier Cairn's be as one that is made now, where that takes no
   * restart. Asked once for each instance of a Cairn's life, and again where it failed.
   *
   * @throws dev.cairn.core.ProblemException {@code database-not-answering}
   */
  default void bringUpToDate(InstanceFiles files, InstanceRecord instance) {}

  /**
   * Has a server that is near its storage or at it give back what it can by itself, and end who
   * takes more all the same. Returns at once; called again and again while that is so.
   */
  default void makeRoom(InstanceFiles files, InstanceRecord instance) {}

  /**
   * Has what it keeps for those who follow it stay within its share of the storage. Asked every few
   * seconds: looks first. Does nothing where it does not answer.
   */
  default void boundLogs(InstanceFiles files, InstanceRecord instance) {}

  /**
   * Ends who only began to log in, where many do: they take the connections of others. Asked every
   * few seconds. Does nothing where it does not answer.
   */
  default void endHalfLogins(InstanceFiles files, InstanceRecord instance) {}

  /** The server process; also where Cairn died between its start and its record. */
  Optional<ProcessIdentity> find(InstanceFiles files);

  /** Where its process is, by looking at files and {@code /proc} only. */
  LocalState state(InstanceFiles files, InstanceRecord instance);

  /** Starts the server where it does not run and waits until it answers. */
  void start(InstanceFiles files, InstanceRecord instance, Path programs);

  /** Ends the server in order, with everything on disk; what does not end in time is made to. */
  void stop(InstanceFiles files);

  /** Settings of its catalogue in force, by name; empty where it does not answer. */
  Map<String, String> settings(InstanceRecord instance);

  /** What it could have put into it, and has; none where its engine knows no such thing. */
  default List<Extension> extensions(InstanceRecord instance) {
    return List.of();
  }

  /** Takes extensions out of its database. */
  default void dropExtensions(InstanceRecord instance, List<String> names) {
    throw new IllegalStateException("no extensions in " + instance.engine() + ": " + names);
  }

  /** What it counts of itself; empty where it does not answer. */
  Optional<Statistics> statistics(InstanceFiles files, InstanceRecord instance);

  /**
   * Why no replica could follow it as it runs, as a part of a sentence; empty where one could, and
   * where a start with today's settings is not what is missing.
   */
  default Optional<String> unfollowable(InstanceFiles files, InstanceRecord instance) {
    return Optional.empty();
  }

  /**
   * Settings that a replica must not have below its primary's: its record's, raised to what that
   * primary has. Pure.
   *
   * @param wanted what that primary is wanted to have
   */
  default Map<String, String> floors(
      InstanceRecord instance, InstanceRecord primary, Replication.Primary wanted) {
    return instance.replication().floors();
  }

  /**
   * Puts the data of a primary where none are, while that goes on taking writes. What was begun
   * before is gone already.
   */
  default void copy(
      InstanceFiles files,
      InstanceRecord instance,
      InstanceRecord primary,
      Path programs,
      Consumer<String> progress) {
    throw new IllegalStateException("no replicas of " + instance.engine());
  }

  /**
   * Has a running replica follow its primary where that is now. Asked after every start, and every
   * few seconds: looks first.
   */
  default void follow(InstanceFiles files, InstanceRecord instance, InstanceRecord primary) {}

  /**
   * Has a running server keep what the replicas of its record need to follow it, and nothing of
   * others.
   *
   * @throws dev.cairn.core.ProblemException {@code database-not-answering}
   */
  default void serve(InstanceFiles files, InstanceRecord instance) {}

  /** How far a replica is behind. Asked often. */
  default Optional<ReplicaStatus> replicaStatus(
      InstanceFiles files, InstanceRecord instance, InstanceRecord primary) {
    return Optional.empty();
  }

  /**
   * Whether a replica replays what its primary writes: a mark that nobody sees, written there now,
   * arrives in time.
   *
   * @throws dev.cairn.core.ProblemException {@code database-not-answering}
   */
  default boolean arrives(InstanceRecord primary, InstanceRecord replica, Duration within) {
    throw unreplicated(primary);
  }

  /**
   * Has a running primary take no writes any more, of nobody: sessions end, administrators' too,
   * and what it acknowledged is at that replica when this returns. Where its server is started by
   * others it takes none either. One that does not run is only marked. Its record is closed
   * already.
   *
   * @throws dev.cairn.core.ProblemException where that is not so in time
   */
  default void freeze(
      InstanceFiles files,
      InstanceRecord primary,
      InstanceFiles replicaFiles,
      InstanceRecord replica) {
    throw unreplicated(primary);
  }

  /**
   * Puts into its data, durably, what keeps whoever starts its server from writing. Its server may
   * run, or hang.
   */
  default void mark(InstanceFiles files, InstanceRecord primary) {}

  /** Takes back what {@link #freeze} and {@link #mark} did to its data, durably. */
  default void unmark(InstanceFiles files, InstanceRecord primary) {}

  /** Where a replica stands against its primary, which may run, be frozen or be dead. */
  default Standing compare(
      InstanceFiles primaryFiles,
      InstanceRecord primary,
      InstanceFiles files,
      InstanceRecord replica) {
    throw unreplicated(replica);
  }

  /**
   * Whether a replica that is killed has, once it runs again, all that it received before, or gets
   * it again.
   */
  default boolean keepsReceived(InstanceFiles files, InstanceRecord replica) {
    return true;
  }

  /**
   * Has a running replica replay all that it received. Nothing is changed where it cannot.
   *
   * @throws dev.cairn.core.ProblemException where it does not go on
   */
  default void replayReceived(
      InstanceFiles files, InstanceRecord replica, Consumer<String> progress) {
    throw unreplicated(replica);
  }

  /**
   * Has a replica that replayed all take writes, without a restart, and proves it by one that
   * nobody sees. Also where it takes them already.
   */
  default void promote(InstanceFiles files, InstanceRecord replica) {
    throw unreplicated(replica);
  }

  /**
   * Whether all that a former primary has is in the history of the new one. Both run; the former is
   * a replica that follows nobody.
   *
   * @throws dev.cairn.core.ProblemException {@code database-not-answering}
   */
  default boolean isWithin(
      InstanceFiles files,
      InstanceRecord former,
      InstanceFiles primaryFiles,
      InstanceRecord primary) {
    throw unreplicated(former);
  }

  /**
   * Has a primary keep nothing for a former one that has what it never had, until that is rebuilt.
   * Does nothing where it does not answer: it is told again.
   */
  default void dismiss(InstanceRecord former, InstanceRecord primary) {}

  private static IllegalStateException unreplicated(InstanceRecord instance) {
    return new IllegalStateException("no replicas of " + instance.engine());
  }
}
