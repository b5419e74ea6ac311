package dev.cairn.provider.local.postgres;

import dev.cairn.process.Command;
import dev.cairn.process.Processes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** The {@code pg_dump} of this machine. It is asked again once a minute at most. */
public final class SystemPgDump {
  private static final Duration GOOD_FOR = Duration.ofMinutes(1);

  private final Processes processes;
  private final InstantSource clock;
  private volatile Optional<Seen> last = Optional.empty();

  public SystemPgDump(Processes processes, InstantSource clock) {
    this.processes = processes;
    this.clock = clock;
  }

  private record Seen(Instant at, Optional<String> said) {}

  /** What it says of its version; empty where there is none. */
  public Optional<String> version() {
    var now = clock.instant();
    var seen =
        last.filter(it -> now.isBefore(it.at().plus(GOOD_FOR)))
            .orElseGet(() -> new Seen(now, ask()));
    last = Optional.of(seen);
    return seen.said();
  }

  /**
   * With a host, Debian's takes the newest that is installed, as it does for a database of ours.
   */
  private Optional<String> ask() {
    var outcome =
        processes.run(
            Command.of("pg_dump", "--version").withEnvironment(Map.of("PGHOST", "127.0.0.1")));
    return outcome.succeeded() ? Optional.of(outcome.output().strip()) : Optional.empty();
  }
}
