package dev.cairn.engine.postgres;

import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What belongs into a copy of the data directory of a server that runs; see
 * postgresql.org/docs/current/continuous-archiving.html, "Backing Up the Data Directory".
 */
public final class PostgresBackupFiles {
  /** Copied last: it says how far the others are. */
  public static final Path CONTROL = Path.of("global", "pg_control");

  public static final String LABEL = "backup_label";

  /** With it a server starts as a replica. */
  public static final String STANDBY = "standby.signal";

  /** There, but empty; of the log comes in what the backup needs. */
  private static final Set<Path> EMPTY =
      Set.of(
          Path.of("pg_wal"),
          Path.of("pg_replslot"),
          Path.of("pg_stat_tmp"),
          Path.of("pg_dynshmem"),
          Path.of("pg_notify"),
          Path.of("pg_serial"),
          Path.of("pg_snapshots"),
          Path.of("pg_subtrans"));

  /** Of that one server, or of a backup that it came from. */
  private static final Set<Path> OWN =
      Set.of(
          Path.of("postmaster.pid"),
          Path.of("postmaster.opts"),
          Path.of(LABEL),
          Path.of("backup_label.old"),
          Path.of("tablespace_map"),
          Path.of("tablespace_map.old"),
          Path.of("backup_manifest"),
          Path.of(STANDBY),
          Path.of("recovery.signal"));

  /** Temporary files, tables of sessions, and what is rebuilt. */
  private static final Pattern PASSING =
      Pattern.compile("pgsql_tmp.*|pg_internal\\.init.*|t\\d+_\\d+(_\\w+)?(\\.\\d+)?");

  /** Where the log is. */
  public static final Path LOG = Path.of("pg_wal");

  private static final Pattern LOG_NAME = Pattern.compile("[0-9A-F]{24}");
  private static final Pattern FIRST_LOG =
      Pattern.compile("START WAL LOCATION: \\S+ \\(file ([0-9A-F]{24})\\)");

  private PostgresBackupFiles() {}

  /**
   * The file of the log that a backup begins in.
   *
   * @param label the text of {@link #LABEL}
   */
  public static String firstLog(String label) {
    var found = FIRST_LOG.matcher(label);
    if (!found.find()) {
      throw new IllegalArgumentException("no file of the log in: " + label);
    }
    return found.group(1);
  }

  /** Whether a file of {@link #LOG} is one of these or between them. */
  public static boolean isLogBetween(String name, String first, String last) {
    return LOG_NAME.matcher(name).matches()
        && name.compareTo(first) >= 0
        && name.compareTo(last) <= 0;
  }

  /**
   * Whether it is copied while the server runs.
   *
   * @param path of a file or directory below the data directory
   */
  public static boolean counts(Path path) {
    return !OWN.contains(path)
        && !path.equals(CONTROL)
        && !(path.getNameCount() > 1 && EMPTY.contains(path.getName(0)))
        && !PASSING.matcher(path.getFileName().toString()).matches();
  }
}
