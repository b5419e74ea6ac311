package dev.cairn.database;

import dev.cairn.core.Actor;
import dev.cairn.core.Sensitive;
import dev.cairn.core.StageRef;
import dev.cairn.operation.Operation;
import dev.cairn.provider.Backup;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Use cases of databases. Command, REST and form end here. */
public final class Databases {

  public List<Database> list(StageRef stage) {
    throw new UnsupportedOperationException();
  }

  public Database get(DatabaseRef ref) {
    throw new UnsupportedOperationException();
  }

  public Optional<Database> find(DatabaseRef ref) {
    throw new UnsupportedOperationException();
  }

  public Operation add(Actor actor, DatabaseSpec spec, Optional<String> idempotencyKey) {
    throw new UnsupportedOperationException();
  }

  public Operation resize(
      Actor actor, DatabaseRef ref, ResizeSpec spec, Optional<String> idempotencyKey) {
    throw new UnsupportedOperationException();
  }

  /** The final backup's name, where one is kept, stands in the operation's input as "backup". */
  public Operation remove(
      Actor actor, DatabaseRef ref, boolean finalBackup, Optional<String> idempotencyKey) {
    throw new UnsupportedOperationException();
  }

  /** Tells beforehand what {@link #remove} would call its final backup if it ran now. */
  public String proposeBackupName(DatabaseRef ref) {
    throw new UnsupportedOperationException();
  }

  /** The password of the application's user. The caller records who asked. */
  public Sensitive<String> password(DatabaseRef ref) {
    throw new UnsupportedOperationException();
  }

  public Path logFile(DatabaseRef ref) {
    throw new UnsupportedOperationException();
  }

  public List<Backup> listBackups() {
    throw new UnsupportedOperationException();
  }

  public void removeBackup(Actor actor, String name) {
    throw new UnsupportedOperationException();
  }
}
