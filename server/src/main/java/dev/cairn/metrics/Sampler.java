package dev.cairn.metrics;

import dev.cairn.core.PeriodicTask;
import dev.cairn.database.Database;
import dev.cairn.database.Databases;
import dev.cairn.db.StateDatabase;
import dev.cairn.provider.Observed;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at every database four times a minute and keeps what it found: the last reading in memory,
 * minutes in the ring. An engine that hangs costs the others nothing but its share of the time-out.
 */
public final class Sampler implements AutoCloseable {
  static final Duration EVERY = Duration.ofSeconds(15);

  private static final Logger LOG = LoggerFactory.getLogger(Sampler.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int AT_ONCE = 8;

  private final StateDatabase state;
  private final Databases databases;
  private final InstantSource clock;
  private final Duration patience;
  private final Runnable beside;
  private final Map<String, Watched> watched = new ConcurrentHashMap<>();
  private final Set<String> slow = new HashSet<>();
  private final ExecutorService asking = askers();
  private final PeriodicTask ticking =
      new PeriodicTask(
          Thread.ofPlatform().name("sampler").daemon(),
          "Figures could not be kept",
          LOG::error,
          EVERY,
          this::tickAll);

  /** What is remembered of a database from one look to the next. */
  private record Watched(Reading last, Tally tally) {}

  /**
   * @param beside what else is to be looked at whenever databases are
   */
  public Sampler(StateDatabase state, Databases databases, InstantSource clock, Runnable beside) {
    this(state, databases, clock, PATIENCE, beside);
  }

  Sampler(
      StateDatabase state,
      Databases databases,
      InstantSource clock,
      Duration patience,
      Runnable beside) {
    this.state = state;
    this.databases = databases;
    this.clock = clock;
    this.patience = patience;
    this.beside = beside;
  }

  /** Each waits for its engine by itself, and is gone until the next look. */
  private static ExecutorService askers() {
    var threads =
        new ThreadPoolExecutor(
            AT_ONCE,
            AT_ONCE,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("sample-", 0).daemon().factory());
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  public void start() {
    ticking.start(Duration.ofSeconds(1));
  }

  /** The last look at a database; empty where there was none yet, or none lately. */
  public Optional<Reading> last(String identifier) {
    var oldest = clock.instant().minus(EVERY.multipliedBy(3));
    return Optional.ofNullable(watched.get(identifier))
        .map(Watched::last)
        .filter(reading -> !reading.at().isBefore(oldest));
  }

  private void tickAll() {
    try {
      tick();
    } finally {
      beside.run();
    }
  }

  /** Looks once, and returns when all answered or were given up. */
  void tick() {
    var all =
        databases.listMeasured().stream()
            .sorted(Comparator.comparing(database -> slow.contains(database.identifier())))
            .toList();
    watched.keySet().retainAll(all.stream().map(Database::identifier).collect(Collectors.toSet()));
    if (all.isEmpty()) {
      return;
    }
    try {
      keep(all, ask(all));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<Optional<Reading>> ask(List<Database> all) throws InterruptedException {
    var answers =
        asking.invokeAll(
            all.stream()
                .<java.util.concurrent.Callable<Reading>>map(database -> () -> read(database))
                .toList(),
            patience.toMillis(),
            TimeUnit.MILLISECONDS);
    var readings = new ArrayList<Optional<Reading>>();
    for (int i = 0; i < all.size(); i++) {
      var database = all.get(i);
      try {
        readings.add(Optional.of(answers.get(i).get()));
        slow.remove(database.identifier());
      } catch (CancellationException e) {
        if (slow.add(database.identifier())) {
          LOG.warn("{} did not say its figures within {}", database.ref(), patience);
        }
        readings.add(Optional.empty());
      } catch (ExecutionException e) {
        LOG.debug("No figures of {}", database.ref(), e.getCause());
        readings.add(Optional.empty());
      }
    }
    return readings;
  }

  private Reading read(Database database) {
    var found = databases.observe(database);
    var statistics =
        found.state() == Observed.State.RUNNING
            ? databases.statistics(database)
            : Optional.<dev.cairn.provider.Statistics>empty();
    return Reading.of(
        clock.instant(), database, found, statistics, databases.replicaStatus(database));
  }

  private void keep(List<Database> all, List<Optional<Reading>> readings) {
    var rows = new ArrayList<MetricStore.Row>();
    for (int i = 0; i < all.size(); i++) {
      var identifier = all.get(i).identifier();
      readings
          .get(i)
          .ifPresentOrElse(
              reading -> note(identifier, reading).ifPresent(rows::add),
              () -> watched.remove(identifier));
    }
    if (rows.isEmpty()) {
      return;
    }
    state.transaction(
        transaction -> {
          // Whoever loses the machine's power may lose the last figures: no wait for the disk.
          transaction.handle().execute("set local synchronous_commit = off");
          return transaction.attach(MetricStore.class).put(rows);
        });
  }

  /** Remembers the reading; the minute that it belongs to, where the engine answered. */
  private Optional<MetricStore.Row> note(String identifier, Reading reading) {
    var before = Optional.ofNullable(watched.get(identifier));
    var tally =
        before
            .map(Watched::tally)
            .filter(it -> it.covers(reading.at()))
            .orElseGet(() -> Tally.begin(reading.at()));
    if (reading.replica().isPresent()) {
      tally = tally.seen(reading.replica().get());
    }
    var statistics = reading.statistics();
    if (statistics.isPresent()) {
      tally = tally.seen(statistics.get().connections());
      var last = before.map(Watched::last).filter(Reading::up);
      if (last.isPresent()) {
        tally =
            tally.plus(
                last.get().statistics().orElseThrow(),
                last.get().at(),
                statistics.get(),
                reading.at());
      }
    }
    watched.put(identifier, new Watched(reading, tally));
    var sum = tally;
    return statistics.map(it -> MetricStore.Row.of(identifier, sum.asMinute(reading, it)));
  }

  @Override
  public void close() {
    ticking.close();
    asking.shutdownNow();
  }
}
