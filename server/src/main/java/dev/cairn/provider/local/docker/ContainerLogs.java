package dev.cairn.provider.local.docker;

import com.github.dockerjava.transport.DockerHttpClient;
import dev.cairn.core.ReadyWait;
import dev.cairn.core.StateFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies what containers say into files of Cairn's own, which outlive the containers and can be
 * followed like any log. How far a copy has come is kept beside it, so that after a restart of
 * Cairn it goes on where it was; a line may come twice where Cairn was killed, none is lost that
 * the engine still has.
 */
final class ContainerLogs implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ContainerLogs.class);
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);

  private static final int MOST_AT_ONCE = 64 * 1024;

  private static final long POSITION_PERIOD = TimeUnit.SECONDS.toNanos(1);

  private final DockerEngine engine;
  private final Map<String, Copy> copies = new ConcurrentHashMap<>();

  ContainerLogs(DockerEngine engine) {
    this.engine = engine;
  }

  /** Copies from now on and until the container ends; does nothing where that goes on already. */
  void follow(String container, Path log) {
    copies.compute(
        container,
        (name, running) -> running != null && running.goesOn() ? running : begin(name, log, true));
  }

  /**
   * Copies what a container that ended left, to its end. One at a time: two would write the same
   * lines. Where it runs again by now, it is followed on.
   */
  void drain(String container, Path log) {
    copies.compute(
        container,
        (name, following) -> {
          boolean goesOn = following != null && !following.endsInTime();
          if (following != null) {
            following.end();
          }
          var rest = begin(name, log, false);
          var _ = rest.endsInTime();
          rest.end();
          return goesOn ? begin(name, log, true) : null;
        });
  }

  private Copy begin(String container, Path log, boolean follow) {
    var copy = new Copy(log);
    var path =
        "/containers/"
            + container
            + "/logs?stdout=true&stderr=true&timestamps=true&follow="
            + follow
            + "&since="
            + copy.resumed.time().getEpochSecond();
    // Podman begins its answer with the first message, however long that takes.
    Thread.ofPlatform()
        .daemon()
        .name("log of " + container)
        .start(() -> copy.run(() -> engine.get(path)));
    return copy;
  }

  @Override
  public void close() {
    copies.values().forEach(Copy::end);
    copies.clear();
  }

  /**
   * How far a copy has come.
   *
   * @param pieces how many of that time: all pieces of one line have the same
   */
  private record Position(Instant time, int pieces) {
    static final Position BEGINNING = new Position(Instant.EPOCH, 0);

    static Position parse(String text) {
      var parts = text.strip().split(" ", 2);
      try {
        return new Position(
            Instant.parse(parts[0]),
            parts.length < 2 ? Integer.MAX_VALUE : Integer.parseInt(parts[1]));
      } catch (DateTimeParseException | NumberFormatException damaged) {
        LOG.warn("A log is copied from its beginning, as \"{}\" is no position", text.strip());
        return BEGINNING;
      }
    }

    Position after(Instant next) {
      return new Position(next, next.equals(time) ? pieces + 1 : 1);
    }

    String text() {
      return time + " " + pieces + "\n";
    }
  }

  /** One copy going on, on a thread of its own. */
  private static final class Copy {
    private final Path log;
    private final Path position;
    private volatile boolean ended;
    private final Position resumed;
    private Optional<DockerHttpClient.Response> answer = Optional.empty();
    private Position last;
    private int passed;
    private long kept = System.nanoTime();

    Copy(Path log) {
      this.log = log;
      position = log.resolveSibling(log.getFileName() + ".position");
      resumed = StateFile.find(position).map(Position::parse).orElse(Position.BEGINNING);
      last = resumed;
    }

    void run(Supplier<DockerHttpClient.Response> ask) {
      try (var asked = ask.get()) {
        if (answered(asked)) {
          copy(asked.getBody());
        } else {
          LOG.debug("No log for {}: the engine answers {}", log, asked.getStatusCode());
        }
      } catch (IOException | RuntimeException e) {
        LOG.debug("The copy to {} ended: {}", log, e.toString());
      } finally {
        keepLast();
      }
    }

    private synchronized boolean answered(DockerHttpClient.Response asked) {
      answer = Optional.of(asked);
      return !ended && asked.getStatusCode() == 200;
    }

    private void copy(InputStream body) throws IOException {
      var fresh = new StringBuilder();
      for (var it = LogMessages.read(body); it.isPresent(); it = LogMessages.read(body)) {
        take(it.get(), fresh);
        // What is there already is written at once.
        if (fresh.length() >= MOST_AT_ONCE || body.available() == 0) {
          tell(fresh);
        }
      }
      tell(fresh);
    }

    boolean goesOn() {
      return !ended;
    }

    /** A line, or a piece of one, begins with its time. */
    private void take(String message, StringBuilder fresh) {
      int space = message.indexOf(' ');
      var time = space < 0 ? last.time() : at(message.substring(0, space), last.time());
      if (space >= 0 && isFresh(time)) {
        last = last.after(time);
        fresh.append(message, space + 1, message.length());
      }
    }

    private boolean isFresh(Instant time) {
      boolean isPassed = time.equals(resumed.time()) && passed < resumed.pieces();
      if (isPassed) {
        passed++;
      }
      return !isPassed && !time.isBefore(resumed.time());
    }

    /** What comes after its end is the next copy's, which goes on at its position. */
    private synchronized void tell(StringBuilder fresh) throws IOException {
      if (ended) {
        throw new IOException("it was ended");
      }
      if (!fresh.isEmpty()) {
        LogFile.append(log, fresh.toString());
        fresh.setLength(0);
        keepPosition(false);
      }
    }

    /** Once a second: it is fsynced. */
    private synchronized void keepPosition(boolean now) {
      if (now || System.nanoTime() - kept > POSITION_PERIOD) {
        StateFile.write(position, last.text(), StateFile.PRIVATE);
        kept = System.nanoTime();
      }
    }

    private synchronized void keepLast() {
      if (!ended) {
        try {
          keepPosition(true);
        } finally {
          ended = true;
        }
      }
    }

    /** Whether it has all: a container that ended says its last words in a moment. */
    boolean endsInTime() {
      return ReadyWait.upTo(LAST_WORDS).holdsInTime(() -> ended);
    }

    synchronized void end() {
      keepLast();
      answer.ifPresent(DockerHttpClient.Response::close);
    }

    private static Instant at(String text, Instant otherwise) {
      try {
        return Instant.parse(text);
      } catch (DateTimeParseException e) {
        return otherwise;
      }
    }
  }
}
