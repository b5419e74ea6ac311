package dev.cairn.provider.local.docker;

import com.github.dockerjava.api.async.ResultCallbackTemplate;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.transport.DockerHttpClient;
import dev.cairn.core.ReadyWait;
import dev.cairn.core.StateFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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

  private static final long LONGEST_REST = TimeUnit.MINUTES.toNanos(2);

  /** One that is behind at two looks in a row, and came no further between them, stands still. */
  private static final long LOOK_PERIOD = TimeUnit.SECONDS.toNanos(2);

  private static final long POSITION_PERIOD = TimeUnit.SECONDS.toNanos(1);

  private final DockerEngine engine;
  private final Map<String, Copy> copies = new ConcurrentHashMap<>();

  ContainerLogs(DockerEngine engine) {
    this.engine = engine;
  }

  /**
   * Copies from now on and until the container ends; does nothing where that goes on already. Asked
   * again now and then, it also sees to it that it does: an engine whose files were rotated faster
   * than they were read leaves its answer open and says nothing more.
   */
  void follow(String container, Path log) {
    copies.compute(
        container,
        (name, running) -> {
          if (running != null && running.goesOn()) {
            if (!running.isDue() || !running.standsStill(newest(name))) {
              return running;
            }
            LOG.info("The log of {} is read anew: the engine went on without it", name);
            running.end();
          }
          return begin(name, log, true);
        });
  }

  /** When the container said its last line; empty where that cannot be told. */
  private Optional<Instant> newest(String container) {
    var last = new LastLine();
    try (last) {
      engine
          .client()
          .logContainerCmd(container)
          .withStdOut(true)
          .withStdErr(true)
          .withTimestamps(true)
          .withTail(1)
          .exec(last);
      return last.awaitCompletion(LAST_WORDS.toSeconds(), TimeUnit.SECONDS)
          ? last.time
          : Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (DockerException | IOException e) {
      LOG.debug("The last line of {} cannot be read: {}", container, e.toString());
      return Optional.empty();
    }
  }

  /** The time before a line. */
  private static final class LastLine extends ResultCallbackTemplate<LastLine, Frame> {
    private volatile Optional<Instant> time = Optional.empty();

    @Override
    public void onNext(Frame frame) {
      var line = new String(frame.getPayload(), StandardCharsets.UTF_8);
      try {
        time = Optional.of(Instant.parse(line.substring(0, Math.max(0, line.indexOf(' ')))));
      } catch (DateTimeParseException piece) {
        LOG.debug("No time stands before \"{}\"", line.strip());
      }
    }
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
          rest.awaitWhole();
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
    private long looked = System.nanoTime();
    private Optional<Instant> behindAt = Optional.empty();

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

    /** Whether it was some time ago that somebody looked how far it is. */
    synchronized boolean isDue() {
      boolean due = System.nanoTime() - looked > LOOK_PERIOD;
      if (due) {
        looked = System.nanoTime();
      }
      return due;
    }

    /** Whether it is as far behind as it was a look ago. */
    synchronized boolean standsStill(Optional<Instant> newest) {
      boolean behind = newest.isPresent() && newest.get().isAfter(last.time());
      boolean still = behind && behindAt.equals(Optional.of(last.time()));
      behindAt = behind ? Optional.of(last.time()) : Optional.empty();
      return still;
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

    /** As long as more comes: what a container that is removed next has left is gone with it. */
    void awaitWhole() {
      long end = System.nanoTime() + LONGEST_REST;
      var seen = Position.BEGINNING;
      while (!endsInTime() && !seen.equals(reached()) && System.nanoTime() < end) {
        seen = reached();
      }
    }

    private synchronized Position reached() {
      return last;
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
