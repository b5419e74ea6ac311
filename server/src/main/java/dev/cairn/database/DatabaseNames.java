package dev.cairn.database;

import dev.cairn.core.Name;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What databases, their users, instances and backups are called. */
final class DatabaseNames {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int RANDOM_LETTERS = 4;

  /** Taken by PostgreSQL or by Cairn's administrator. */
  private static final Set<String> RESERVED =
      Set.of("postgres", "template0", "template1", "cairn_admin", "public", "none");

  private DatabaseNames() {}

  /**
   * The name of a stack's databases and their user: the stack's, so that a dump moves between
   * stages unchanged. PostgreSQL keeps {@code pg_} and some words for itself: those stacks get
   * {@code app_} before their name.
   */
  static String databaseOf(Name stack) {
    var name = stack.underscored();
    return RESERVED.contains(name) || name.startsWith("pg_") ? "app_" + name : name;
  }

  /** Unique for good: a database that is removed and added again never meets its old files. */
  static String newIdentifier(DatabaseRef ref) {
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
