package dev.cairn.provider;

import dev.cairn.core.Bytes;
import dev.cairn.core.StageRef;
import dev.cairn.engine.Engine;
import dev.cairn.engine.InstanceType;
import dev.cairn.engine.Tuning;
import java.util.List;
import java.util.Optional;

/**
 * A database as wanted.
 *
 * @param id names it for good, unique in this installation; a name of files and resources: {@code
 *     [a-z][a-z0-9-]*}
 * @param stage whose network it joins; empty for Cairn's own
 * @param database its name in the engine, in PostgreSQL also that of the role that owns it; for
 *     Redis the index
 * @param logins who may log in, and nobody else of the application's: at least one, the current
 *     first. The others are on their way in or out while a credential is rotated. A replica's are
 *     its primary's
 * @param cacheOnly Redis without persistence: it may forget; no other engine knows that
 * @param fromBackup the backup that its first data comes from
 * @param tuning what it has beyond what its type gives
 * @param replication what it has to do with others that hold the same data
 */
public record DatabaseInstance(
    String id,
    Engine engine,
    String version,
    InstanceType type,
    Bytes storage,
    Optional<StageRef> stage,
    String database,
    List<Login> logins,
    boolean cacheOnly,
    Optional<String> fromBackup,
    Tuning tuning,
    Replication replication) {

  /** It stands alone. */
  public DatabaseInstance(
      String id,
      Engine engine,
      String version,
      InstanceType type,
      Bytes storage,
      Optional<StageRef> stage,
      String database,
      List<Login> logins,
      boolean cacheOnly,
      Optional<String> fromBackup,
      Tuning tuning) {
    this(
        id,
        engine,
        version,
        type,
        storage,
        stage,
        database,
        logins,
        cacheOnly,
        fromBackup,
        tuning,
        Replication.NONE);
  }

  /** It stands alone, as its type gives it. */
  public DatabaseInstance(
      String id,
      Engine engine,
      String version,
      InstanceType type,
      Bytes storage,
      Optional<StageRef> stage,
      String database,
      List<Login> logins,
      boolean cacheOnly,
      Optional<String> fromBackup) {
    this(
        id,
        engine,
        version,
        type,
        storage,
        stage,
        database,
        logins,
        cacheOnly,
        fromBackup,
        Tuning.NONE);
  }

  public DatabaseInstance {
    logins = List.copyOf(logins);
    if (logins.isEmpty()) {
      throw new IllegalArgumentException("nobody may log in to " + id);
    }
  }

  /** The current login: that of new connections. */
  public Login login() {
    return logins.getFirst();
  }
}
