package dev.cairn.engine.postgres;

import dev.cairn.engine.ClientAdvice;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * Whether a machine's {@code pg_dump} is new enough for a database: one that is older than its
 * server refuses to dump it (PostgreSQL's documentation of pg_dump, "Notes"). Nobody ships one
 * where engines come from, so it is said what to install.
 */
public final class PostgresClients {
  private static final Pattern MAJOR = Pattern.compile("\\b(\\d{2})(?!\\d)");

  private PostgresClients() {}

  /**
   * Nothing where it will do, and where nobody knows what the database is.
   *
   * @param version of the database
   * @param said what {@code pg_dump --version} printed; empty where there is no such program
   */
  public static Optional<ClientAdvice> advice(String version, Optional<String> said) {
    var needed = major(version);
    var here = said.map(PostgresClients::major).orElse(OptionalInt.empty());
    if (needed.isEmpty() || (here.isPresent() && here.getAsInt() >= needed.getAsInt())) {
      return Optional.empty();
    }
    var major = needed.getAsInt();
    return Optional.of(
        new ClientAdvice(
            (here.isPresent()
                    ? "pg_dump of this system is " + here.getAsInt()
                    : "This system has no pg_dump")
                + "; PostgreSQL %d needs %d".formatted(major, major),
            "apt-get install -y postgresql-client-"
                + major
                + "; where the system's packages have none, add PostgreSQL's own first:"
                + " apt-get install -y postgresql-common &&"
                + " /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y"));
  }

  /**
   * Of {@code 18}, {@code 18.6}, {@code 15.18 (Debian …)} or {@code pg_dump (PostgreSQL) 17beta1}.
   */
  static OptionalInt major(String version) {
    var found = MAJOR.matcher(version);
    return found.find() ? OptionalInt.of(Integer.parseInt(found.group(1))) : OptionalInt.empty();
  }
}
