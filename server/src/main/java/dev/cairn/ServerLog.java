package dev.cairn;

import dev.cairn.core.Bytes;
import dev.cairn.core.PeriodicTask;
import dev.cairn.core.StateFile;
import dev.cairn.process.LogBound;
import dev.cairn.process.Processes;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what this server says short; whoever started it appends that to a file. */
final class ServerLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServerLog.class);
  private static final Duration PERIOD = Duration.ofMinutes(1);
  private static final Bytes MOST = Bytes.ofMib(16);

  private final LogBound bound;
  private final Path file;
  private final PeriodicTask looking =
      new PeriodicTask(
          Thread.ofVirtual().name("server-log"),
          "The server's log stays as long as it is",
          LOG::error,
          PERIOD,
          this::look);

  ServerLog(Processes processes, Path file) {
    this.bound = new LogBound(processes, MOST);
    this.file = file;
  }

  void start() {
    StateFile.keepPrivate(file);
    looking.start(PERIOD);
  }

  void look() {
    bound.apply(file);
  }

  @Override
  public void close() {
    looking.close();
  }
}
