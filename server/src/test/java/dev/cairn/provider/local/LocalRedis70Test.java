package dev.cairn.provider.local;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;

/** With the system's program where it has that version, and what only shows on real processes. */
class LocalRedis70Test extends LocalRedisContract {
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
    return "7.0";
  }
}
