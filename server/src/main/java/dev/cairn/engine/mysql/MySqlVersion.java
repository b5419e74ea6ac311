package dev.cairn.engine.mysql;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a {@code mysqld} says that it is.
 *
 * @param series for example {@code 8.4}
 * @param release for example {@code 8.4.3}
 */
public record MySqlVersion(String series, String release) {
  private static final Pattern SAID = Pattern.compile("\\bVer ((\\d+\\.\\d+)\\.\\d+)");

  /** Empty where it is MariaDB, which has the program's name and another engine. */
  public static Optional<MySqlVersion> find(String said) {
    var match = SAID.matcher(said);
    return match.find() && !said.contains("MariaDB")
        ? Optional.of(new MySqlVersion(match.group(2), match.group(1)))
        : Optional.empty();
  }
}
