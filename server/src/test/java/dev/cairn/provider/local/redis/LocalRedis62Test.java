package dev.cairn.provider.local.redis;

import dev.cairn.provider.local.files.Trees;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;

/** With the older program of Maven Central: one append-only file, rules without subcommands. */
class LocalRedis62Test extends LocalRedisContract {
  @TempDir static Path directory;

  @AfterAll
  static void clear() {
    Trees.delete(directory.resolve("home"));
  }

  @Override
  protected Path home() {
    return directory.resolve("home");
  }

  @Override
  protected String version() {
    return "6.2";
  }
}
