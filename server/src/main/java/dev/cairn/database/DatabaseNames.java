package dev.cairn.database;

import dev.cairn.core.Name;
import dev.cairn.engine.MySql;
import dev.cairn.engine.Postgres;
import dev.cairn.engine.Redis;
import dev.cairn.engine.ReservedNames;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Collectors;

/** What databases, their users, instances and backups are called. */
public final class DatabaseNames {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int RANDOM_LETTERS = 4;

  private DatabaseNames() {}

  /** The stack's name, so that a dump moves between stages unchanged; Redis only counts its. */
  static String databaseOf(DatabaseRef ref) {
    return switch (ref.engine()) {
      case Postgres _, MySql _ -> userOf(ref.stage().stack());
      case Redis _ -> "0";
    };
  }

  /**
   * The user of a stack's databases: named after it. Where an engine keeps that name for itself, it
   * gets {@code app_} before it, the same for every engine.
   */
  static String userOf(Name stack) {
    var name = stack.underscored();
    return ReservedNames.contains(name) ? "app_" + name : name;
  }

  /** Unique for good: a database that is removed and added again never meets its old files. */
  public static String newIdentifier(DatabaseRef ref) {
    var letters =
        RANDOM
            .ints(RANDOM_LETTERS, 0, 36)
            .mapToObj(digit -> Character.toString(Character.forDigit(digit, 36)))
            .collect(Collectors.joining());
    return prefix(ref) + letters;
  }

  static String backupOf(DatabaseRef ref, Instant now) {
    return prefix(ref) + STAMP.format(now);
  }

  static boolean isBackupOf(DatabaseRef ref, String name) {
    return name.startsWith(prefix(ref))
        && name.substring(prefix(ref).length()).matches("[0-9]{8}-[0-9]{6}");
  }

  private static String prefix(DatabaseRef ref) {
    return ref.stage().stack() + "-" + ref.stage().stage() + "-" + ref.engine().id() + "-";
  }
}
