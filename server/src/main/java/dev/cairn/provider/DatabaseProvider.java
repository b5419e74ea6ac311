package dev.cairn.provider;

import dev.cairn.core.StageRef;
import dev.cairn.engine.ClientAdvice;
import dev.cairn.engine.Engine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A place where databases run. Every verb looks, then does the least, and may be called again at
 * any time: after a crash in its middle the next call goes on. A verb that takes long answers
 * {@link Progress.InProgress} and is asked again.
 */
public interface DatabaseProvider {

  /** The kind of target this serves, for example {@code local}. */
  String target();

  /** Versions of an engine that can be had here, newest first, each with where it comes from. */
  List<VersionOffer> versions(Engine engine);

  /**
   * Has what any database of this engine and version needs: binaries, a prepared data directory.
   */
  Progress prepare(Engine engine, String version, Consumer<String> progress);

  /**
   * Makes the database be and run as wanted: creates it (from its backup, where it names one),
   * starts it, changes settings and restarts it where they differ. Ready means: it answers the
   * application's user over TLS.
   */
  Progress ensure(DatabaseInstance wanted, Consumer<String> progress);

  /** What is there now; {@link Observed.State#MISSING} where nothing is. Never changes anything. */
  Observed observe(String instanceId);

  /**
   * Whether its server says anything, asked now and for a few seconds at most: one that hangs is
   * {@link Observed.State#RUNNING} all the same. Never changes anything.
   */
  boolean answers(String instanceId);

  /**
   * Why one that runs can do nothing until somebody has it go on, in sentences; empty for one that
   * is merely slow. Asked as often as {@link #observe}, and told at once.
   */
  Optional<String> held(String instanceId);

  /**
   * Calls a listener, which returns at once, when what runs a database now has ended for whatever
   * reason; asked again with the same one, only once. Where nothing says so by itself it is never
   * called: who wants to know looks too, only less often.
   */
  default void onEnd(String instanceId, Runnable listener) {}

  /**
   * Why containers of its stage would not reach the database as it runs, though there is a network
   * to reach it on: another {@link #ensure} would restart it there. Empty where they reach it,
   * where nothing is that could run them, and where nothing of this kind is needed.
   */
  default Optional<String> unconnected(String instanceId, StageRef stage) {
    return Optional.empty();
  }

  /**
   * Why a database that runs must be restarted once before a replica can follow it, as a part of a
   * sentence; empty where it need not be. The {@link #ensure} that names its first replica does so.
   */
  default Optional<String> unfollowable(String instanceId) {
    return Optional.empty();
  }

  /** How far a replica is; empty for what is none. Never changes anything. */
  Optional<ReplicaStatus> replicaStatus(String instanceId);

  /**
   * Gives a replica that cannot follow any more a new copy of its primary's data; else as {@link
   * #ensure}.
   *
   * @param token stands for one rebuild: asked again with the same, the copy is not made again
   */
  Progress rebuild(DatabaseInstance wanted, String token, Consumer<String> progress);

  /**
   * Sees that a replica replays what its primary writes: a mark of ours, which nobody sees, arrives
   * there in time. Failed with {@code replication-unproven} where it does not.
   */
  Progress prove(String replicaId, Duration within);

  /**
   * Has a primary take no writes any more, whoever is in and whoever starts it; ready when all that
   * it acknowledged is at that replica. An {@link #ensure} of it is refused with {@code
   * primary-closed} from then on. Failed with {@code replica-not-running} where that replica ended.
   *
   * @param token stands for one promotion
   */
  Progress freeze(String primaryId, String replicaId, String token);

  /**
   * Takes a freeze or a fence of that promotion back: the next {@link #ensure} runs it as it was.
   * Refused with {@code already-promoted} from the moment on that a replica may take writes.
   */
  Progress unfreeze(String primaryId, String token);

  /**
   * Has a primary take no writes any more that may not answer: what would keep whoever starts it
   * from writing is written down first, then its server is ended at once. Failed with {@code
   * fence-not-proven} where something of it may live on; closed it is all the same.
   *
   * @param token as of {@link #freeze}
   */
  Progress fence(String primaryId, String token);

  /** Where a replica stands against its primary. Never changes anything. */
  Standing compare(String replicaId);

  /**
   * Has a replica take writes whose primary is closed by that token: it replays all that it
   * received first; ready when it took one. Failed means that nothing was changed. From then on its
   * former primary is ensured as its replica, and the other replicas as its.
   */
  Progress promote(String replicaId, String token, Consumer<String> progress);

  /**
   * Has a replica go on as a database of its own, on a history of its own: it replays what it
   * received and takes writes; ready when it took one. It came in nobody's place, so nothing can be
   * made to follow it, and its primary goes on untouched. Refused with {@code still-admitted} while
   * that admits it. Failed means that nothing was changed.
   *
   * @param token stands for one drill
   */
  Progress fork(String replicaId, String token, Consumer<String> progress);

  /**
   * Has a database that used up its storage refuse writes, and one that has room again take them.
   * Often there is nothing to do: call it as often as {@link #observe}.
   */
  void guardStorage(String instanceId);

  /**
   * Where the engine's own client here, with which people dump it, is too old for a database of
   * that version, or is not there.
   */
  default Optional<ClientAdvice> clientAdvice(Engine engine, String version) {
    return Optional.empty();
  }

  /** What the engine counts of itself; empty where it does not answer. */
  Optional<Statistics> statistics(String instanceId);

  /**
   * Settings of its engine's catalogue as they are in force now, by name and as the engine says
   * them; empty where it does not answer. Those that its version does not know are missing.
   */
  Map<String, String> settings(String instanceId);

  /** Extensions that its server can have, by name; empty where it does not answer. */
  List<Extension> extensions(String instanceId);

  /**
   * Takes extensions out of the application's database. Ready where they are not there.
   *
   * <p>Refused with {@code extension-in-use} where something in the database needs one.
   */
  Progress dropExtensions(String instanceId, List<String> names);

  /**
   * Stops the database and keeps all its data under the backup's name. Ready where that backup is
   * complete already.
   */
  Progress backup(String instanceId, String backupName, Consumer<String> progress);

  /** Backups that are complete. */
  List<Backup> listBackups();

  void removeBackup(String backupName);

  /** Stops the database and removes its data. Ready where nothing is left. */
  Progress remove(String instanceId, Consumer<String> progress);

  /** The engine's log file, newest last. */
  Path logFile(String instanceId);
}
