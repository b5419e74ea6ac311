package dev.cairn.provider.local.docker;

import com.github.dockerjava.api.async.ResultCallbackTemplate;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Frame;
import dev.cairn.core.ReadyWait;
import dev.cairn.core.StateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
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

  /** Engines hand out lines that are longer than this many bytes in pieces, each with its time. */
  private static final int LONGEST_PIECE = 16 * 1024;

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
    try {
      engine
          .streaming()
          .logContainerCmd(container)
          .withStdOut(true)
          .withStdErr(true)
          .withTimestamps(true)
          .withFollowStream(follow)
          .withSince((int) copy.resumed.time().getEpochSecond())
          .exec(copy);
    } catch (NotFoundException gone) {
      LOG.debug("Container {} is gone, and its log", container);
    } catch (DockerException e) {
      throw DockerEngine.failure("read the log of " + container, e);
    }
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

  /** One copy going on. Frames come on a thread of the client's. */
  private static final class Copy extends ResultCallbackTemplate<Copy, Frame> {
    private final Path log;
    private final Path position;
    private final StringBuilder rest = new StringBuilder();
    private volatile boolean ended;
    private final Position resumed;
    private Position last;
    private int passed;
    private long kept = System.nanoTime();

    Copy(Path log) {
      this.log = log;
      position = log.resolveSibling(log.getFileName() + ".position");
      resumed = StateFile.find(position).map(Position::parse).orElse(Position.BEGINNING);
      last = resumed;
    }

    boolean goesOn() {
      return !ended;
    }

    /** What comes after its end is the next copy's, which goes on at its position. */
    @Override
    public synchronized void onNext(Frame frame) {
      if (ended) {
        return;
      }
      rest.append(new String(frame.getPayload(), StandardCharsets.UTF_8));
      var fresh = new StringBuilder();
      for (int end = rest.indexOf("\n"); end >= 0; end = rest.indexOf("\n")) {
        take(end + 1, fresh);
      }
      if (rest.length() >= LONGEST_PIECE) {
        take(rest.length(), fresh);
      }
      tell(fresh);
    }

    /** A line, or a piece of a long one, begins with its time. */
    private void take(int length, StringBuilder fresh) {
      var line = rest.substring(0, length);
      rest.delete(0, length);
      int space = line.indexOf(' ');
      var time = space < 0 ? last.time() : at(line.substring(0, space), last.time());
      if (space >= 0 && isFresh(time)) {
        last = last.after(time);
        fresh.append(line, space + 1, line.length());
      }
    }

    private boolean isFresh(Instant time) {
      boolean isPassed = time.equals(resumed.time()) && passed < resumed.pieces();
      if (isPassed) {
        passed++;
      }
      return !isPassed && !time.isBefore(resumed.time());
    }

    private void tell(StringBuilder fresh) {
      if (!fresh.isEmpty()) {
        LogFile.append(log, fresh.toString());
        keepPosition(false);
      }
    }

    /** The last words of a container need not end with a line's end. */
    private synchronized void tellRest() {
      var fresh = new StringBuilder();
      take(rest.length(), fresh);
      tell(fresh);
    }

    /** Once a second: it is fsynced. */
    private synchronized void keepPosition(boolean now) {
      if (now || System.nanoTime() - kept > POSITION_PERIOD) {
        StateFile.write(position, last.text(), StateFile.PRIVATE);
        kept = System.nanoTime();
      }
    }

    @Override
    public synchronized void onComplete() {
      if (!ended) {
        tellRest();
      }
      keepLast();
      super.onComplete();
    }

    @Override
    public void onError(Throwable cause) {
      keepLast();
      LOG.debug("The copy to {} ended: {}", log, cause.toString());
      super.onComplete();
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

    void end() {
      keepLast();
      try {
        close();
      } catch (IOException e) {
        LOG.debug("The copy to {} was closed: {}", log, e.toString());
      }
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
