package dev.cairn.engine.redis;

import java.nio.file.Path;
import java.util.List;

/** Command lines of Redis' programs. */
public final class RedisCommands {
  private RedisCommands() {}

  /** The server itself, in the foreground, logging to stdout. */
  public static List<String> server(Path program, Path conf) {
    return List.of(program.toString(), conf.toString());
  }

  public static List<String> version(Path program) {
    return List.of(program.toString(), "--version");
  }

  /**
   * What a person types to cut an append-only file off where it is damaged. The server's program is
   * the checking program too, under that name, which bash gives and a plain {@code sh} cannot.
   */
  public static String repair(Path program, Path appendOnlyFile) {
    var kept = appendOnlyFile.resolveSibling(".").normalize();
    return "cp -a %s %s && bash -c 'exec -a redis-check-aof \"$0\" --fix \"$1\"' %s %s"
        .formatted(
            quoted(kept),
            quoted(kept.resolveSibling(kept.getFileName() + ".before-repair")),
            quoted(program),
            quoted(appendOnlyFile));
  }

  private static String quoted(Path path) {
    var text = path.toString();
    return text.matches("[A-Za-z0-9/._+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
