package dev.cairn.e2e;

import dev.cairn.api.SecretValueView;
import dev.cairn.bench.Databases;
import dev.cairn.bench.Installation;
import dev.cairn.bench.Waiting;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/** A database that Cairn did not make and must leave alone. */
record SomebodyElsesRedis(Process process, int port) implements AutoCloseable {
  static final String PASSWORD = "somebody-elses-long-password";

  static SomebodyElsesRedis started() {
    var port = Installation.freePort();
    try {
      var process =
          new ProcessBuilder(
                  "redis-server",
                  "--port",
                  String.valueOf(port),
                  "--bind",
                  "127.0.0.1",
                  "--save",
                  "",
                  "--requirepass",
                  PASSWORD)
              .redirectErrorStream(true)
              .redirectOutput(new File("/dev/null"))
              .start();
      var redis = new SomebodyElsesRedis(process, port);
      Waiting.until(Duration.ofSeconds(30), "somebody else's Redis", redis::isThere);
      return redis;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isThere() {
    var login = new SecretValueView("default", PASSWORD, "redis", "127.0.0.1", port, "0", "");
    return process.isAlive() && Databases.answers("redis", login);
  }

  @Override
  public void close() {
    Installation.kill9(process.pid());
  }
}
