package dev.cairn.engine.mysql;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Command lines of MySQL's programs. Secrets never stand here. */
public final class MySqlCommands {
  private MySqlCommands() {}

  /**
   * Makes a data directory and runs the statements of a file in it. Its redo log is small, so that
   * copies are; every server brings it to its own size when it starts.
   */
  public static List<String> initialize(Path bin, Path data, Path statements) {
    return List.of(
        bin.resolve("mysqld").toString(),
        "--no-defaults",
        "--initialize-insecure",
        "--datadir=" + data,
        "--init-file=" + statements,
        "--loose-innodb-redo-log-capacity=8388608",
        "--innodb-use-native-aio=OFF",
        "--performance-schema=OFF",
        "--disable-log-bin",
        "--auto-generate-certs=OFF",
        "--caching-sha2-password-auto-generate-rsa-keys=OFF",
        "--loose-sha256-password-auto-generate-rsa-keys=OFF");
  }

  /** Who may write to a server from its start on. */
  public enum Writes {
    /** Everybody who may. */
    ALL,
    /** Administrators. */
    ADMINISTRATORS,
    /** Nobody but the replication that it is told of: what its file says. */
    NONE
  }

  /**
   * The server itself, in the foreground.
   *
   * @param addresses that it listens on; it does not start where one of them is missing
   * @param statements run before it lets anybody in, whoever may write
   */
  public static List<String> server(
      Path bin, Path conf, List<String> addresses, Writes writes, Optional<Path> statements) {
    var argv =
        new ArrayList<>(
            List.of(
                bin.resolve("mysqld").toString(),
                "--defaults-file=" + conf,
                "--bind-address=" + String.join(",", addresses)));
    switch (writes) {
      case ALL -> argv.addAll(List.of("--super-read-only=OFF", "--read-only=OFF"));
      case ADMINISTRATORS -> argv.addAll(List.of("--super-read-only=OFF", "--read-only=ON"));
      case NONE -> {}
    }
    statements.ifPresent(file -> argv.add("--init-file=" + file));
    return argv;
  }

  /** Says its version, or which library is missing. */
  public static List<String> version(Path mysqld) {
    return List.of(mysqld.toString(), "--no-defaults", "--version");
  }
}
