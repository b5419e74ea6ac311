package dev.cairn;

import dev.cairn.core.Bytes;
import dev.cairn.core.StateFile;
import dev.cairn.process.LogBound;
import dev.cairn.process.Processes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what this server says short; whoever started it appends that to a file. */
final class ServerLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServerLog.class);
  private static final Duration PERIOD = Duration.ofMinutes(1);
  private static final Bytes MOST = Bytes.ofMib(16);

  private final LogBound bound;
  private final Path file;
  private final ScheduledExecutorService looking =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("server-log").factory());

  ServerLog(Processes processes, Path file) {
    this.bound = new LogBound(processes, MOST);
    this.file = file;
  }

  void start() {
    StateFile.keepPrivate(file);
    var _ =
        looking.scheduleWithFixedDelay(
            this::look, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  void look() {
    try {
      bound.apply(file);
    } catch (RuntimeException e) {
      LOG.warn("{} stays as long as it is: {}", file, e.toString());
    }
  }

  @Override
  public void close() {
    looking.shutdownNow();
  }
}
