package dev.cairn.cli.installation;

import dev.cairn.cli.installation.Doctor.Finding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Whether the machine's {@code pg_dump} is new enough for its databases: one that is older than its
 * server refuses to dump it (PostgreSQL's documentation of pg_dump, "Notes"). Nobody ships one
 * where engines come from, so it is said what to install.
 */
final class PostgresClients {
  private static final Pattern MAJOR = Pattern.compile("\\b(\\d{2})(?!\\d)");

  private PostgresClients() {}

  /**
   * @param newest of the databases' versions; nothing is found where there is none
   * @param said what {@code pg_dump --version} printed; empty where there is no such program
   */
  static Optional<Finding> finding(OptionalInt newest, Optional<String> said) {
    if (newest.isEmpty()) {
      return Optional.empty();
    }
    var needed = newest.getAsInt();
    var here = said.map(PostgresClients::major).orElse(OptionalInt.empty());
    boolean fits = here.isPresent() && here.getAsInt() >= needed;
    return Optional.of(
        new Finding(
            "pg_dump for PostgreSQL " + needed,
            fits,
            false,
            said.map(String::strip).orElse("not found"),
            "apt-get install -y postgresql-client-"
                + needed
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

  /** What the one on the PATH says of itself. */
  static Optional<String> installed() {
    try {
      var process = new ProcessBuilder("pg_dump", "--version").redirectErrorStream(true).start();
      process.getOutputStream().close();
      var said = new String(process.getInputStream().readNBytes(1024), StandardCharsets.UTF_8);
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.empty();
      }
      return process.exitValue() == 0 ? Optional.of(said) : Optional.empty();
    } catch (IOException notThere) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
