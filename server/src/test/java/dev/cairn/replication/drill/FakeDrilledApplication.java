package dev.cairn.replication.drill;

import dev.cairn.core.Problem;
import dev.cairn.database.Database;
import dev.cairn.provider.Endpoint;
import dev.cairn.provider.Progress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The application of one stage in memory, a second time. */
public final class FakeDrilledApplication implements DrilledApplication {
  private boolean isLive;
  private boolean isIll;
  private boolean isAway;
  private Optional<Endpoint> running = Optional.empty();
  private final List<Endpoint> started = new ArrayList<>();

  /** The stage has an application. */
  public void deploy() {
    isLive = true;
  }

  /** It is never healthy again. */
  public void beIll() {
    isIll = true;
  }

  /** What runs it cannot be asked, until told otherwise. */
  public void beAway(boolean away) {
    isAway = away;
  }

  /** Where its database is, while it runs a second time. */
  public Optional<Endpoint> running() {
    return running;
  }

  /** Each start's database. */
  public List<Endpoint> started() {
    return List.copyOf(started);
  }

  @Override
  public Optional<String> runsAs(Database database) {
    return isLive ? Optional.of("process") : Optional.empty();
  }

  @Override
  public Progress start(
      Database database, List<Database> family, Endpoint drill, Consumer<String> progress) {
    if (running.isEmpty()) {
      running = Optional.of(drill);
      started.add(drill);
    }
    return Progress.ready();
  }

  @Override
  public Look look(Database database, String runsAs, Instant since) {
    return running.isEmpty() || isIll
        ? new Look.Ill(Problem.failed("drill-not-healthy", "GET / answered 500.", "Mend it."))
        : new Look.Healthy();
  }

  @Override
  public Progress remove(Database database, String runsAs) {
    if (isAway) {
      return new Progress.Failed(Problem.failed("not-ended", "It does not end.", "Wait."));
    }
    running = Optional.empty();
    return Progress.ready();
  }
}
