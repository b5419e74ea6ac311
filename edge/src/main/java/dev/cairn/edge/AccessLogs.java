package dev.cairn.edge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down the requests of stages that want it: {@code STACK/STAGE.log}, a line of JSON for
 * each, and one former file. On a thread of its own, so that a slow disk keeps no request; what
 * comes faster than it can be written is left out, and counted.
 */
final class AccessLogs {
  private static final Logger log = LoggerFactory.getLogger(AccessLogs.class);
  private static final int WAITING = 4096;
  private static final Pattern STAGE = Pattern.compile("[a-z0-9-]{1,63}/[a-z0-9-]{1,63}");

  private record Line(String stage, String text) {}

  private final Path directory;
  private final long most;
  private final BlockingQueue<Line> waiting = new ArrayBlockingQueue<>(WAITING);
  private final AtomicLong leftOut = new AtomicLong();
  private boolean troubled;

  /**
   * @param most bytes of a file, until it becomes the former one
   */
  AccessLogs(Path directory, long most) {
    this.directory = directory;
    this.most = most;
  }

  void start() {
    Thread.ofPlatform().daemon().name("access-log").start(this::follow);
  }

  /** From any thread; never waits. */
  void add(String stage, String text) {
    if (STAGE.matcher(stage).matches() && !waiting.offer(new Line(stage, text))) {
      leftOut.incrementAndGet();
    }
  }

  private void follow() {
    try {
      while (true) {
        var lines = new ArrayList<Line>();
        lines.add(waiting.take());
        waiting.drainTo(lines);
        write(lines);
      }
    } catch (InterruptedException e) {
      log.debug("No longer writing below {}", directory);
    }
  }

  private void write(List<Line> lines) {
    var byStage = new LinkedHashMap<String, StringBuilder>();
    lines.forEach(
        line ->
            byStage
                .computeIfAbsent(line.stage(), s -> new StringBuilder())
                .append(line.text())
                .append('\n'));
    try {
      for (var each : byStage.entrySet()) {
        append(each.getKey(), each.getValue().toString());
      }
      tellWhatIsMissing(byStage);
      troubled = false;
    } catch (IOException e) {
      if (!troubled) {
        troubled = true;
        log.warn("Requests cannot be written down below {}: {}", directory, e.toString());
      }
    }
  }

  private void tellWhatIsMissing(Map<String, StringBuilder> stages) throws IOException {
    long missing = leftOut.getAndSet(0);
    if (missing > 0) {
      for (var stage : stages.keySet()) {
        append(stage, Json.write(Map.of("leftOutOfAllStages", missing)) + "\n");
      }
    }
  }

  /** Opened each time: the server removes the files of a stage that is no more. */
  private void append(String stage, String text) throws IOException {
    var file = directory.resolve(stage + ".log");
    if (Files.exists(file) && Files.size(file) > most) {
      Files.move(file, directory.resolve(stage + ".log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
    Files.createDirectories(directory.resolve(stage.substring(0, stage.indexOf('/'))));
    Files.write(
        file,
        text.getBytes(StandardCharsets.UTF_8),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
