package dev.cairn;

import dev.cairn.config.Config;
import dev.cairn.core.Bytes;
import dev.cairn.core.PeriodicTask;
import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.ReadyWait;
import dev.cairn.core.Sensitive;
import dev.cairn.engine.Postgres;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.DatabaseProvider;
import dev.cairn.provider.Login;
import dev.cairn.provider.Observed;
import dev.cairn.provider.Progress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PostgreSQL of Cairn's own state, run by the same engine code as its users' databases and
 * brought back when it dies.
 */
final class StateInstance implements AutoCloseable {
  /** Its instance id. */
  static final String ID = "cairn-state";

  /** Fixed, so that a newer PostgreSQL on the machine never meets older data. */
  private static final String VERSION = "18";

  private static final Logger LOG = LoggerFactory.getLogger(StateInstance.class);
  private static final Duration WATCH = Duration.ofSeconds(10);
  private static final Duration WHILE_AWAY = Duration.ofSeconds(2);
  private static final Duration AGAIN = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Home home;
  private final DatabaseProvider provider;
  private final DatabaseInstance wanted;
  private volatile Optional<PeriodicTask> watch = Optional.empty();
  private volatile Runnable ended = () -> {};

  StateInstance(
      Home home, DatabaseProvider provider, Function<String, Sensitive<String>> passwords) {
    this.home = home;
    this.provider = provider;
    this.wanted =
        new DatabaseInstance(
            ID,
            Postgres.INSTANCE,
            VERSION,
            Postgres.INSTANCE.types().getFirst(),
            Bytes.ofGib(10),
            Optional.empty(),
            "cairn",
            List.of(new Login("cairn", passwords.apply("state/" + ID))),
            false,
            Optional.empty());
  }

  /**
   * Has it run, made new at the first start, and says where it is.
   *
   * @throws dev.cairn.core.ProblemException {@code state-missing} where it is gone: an empty one
   *     would know of none of the databases, and would take every application off its address
   */
  Config.State ensure() {
    if (provider.observe(ID).state() == Observed.State.MISSING && home.wasUsed()) {
      throw Problem.failed(
              "state-missing",
              "What Cairn knows of its databases and applications is missing: "
                  + home.resolve("databases").resolve(ID)
                  + " is not there, or not whole.",
              "Bring that directory back from your backup, or mount its disk; nothing was changed."
                  + " If the state was in another PostgreSQL, name that again in config.yaml.")
          .toException();
    }
    settle(() -> provider.prepare(wanted.engine(), wanted.version(), LOG::info));
    settle(() -> provider.ensure(wanted, LOG::info));
    return address();
  }

  private Config.State address() {
    var endpoint = provider.observe(ID).endpoint().orElseThrow();
    var authority = endpoint.certificateAuthority().orElseThrow();
    return new Config.State(
        "jdbc:postgresql://"
            + endpoint.host()
            + ":"
            + endpoint.port()
            + "/"
            + wanted.database()
            // Who answers there may be anybody: nothing is said, or believed, before that is known.
            // Each question pays some microseconds for it.
            + "?sslmode=verify-full&channelBinding=require&sslrootcert="
            + URLEncoder.encode(authority.toString(), StandardCharsets.UTF_8),
        wanted.login().username(),
        wanted.login().password());
  }

  /**
   * Brings it back whenever it died, until closed.
   *
   * @param moved told where it answers then
   */
  void watch(Consumer<String> moved) {
    var task =
        new PeriodicTask(
            Thread.ofPlatform().name("state-watch").daemon(),
            "Cairn's own database could not be looked at",
            LOG::error,
            WHILE_AWAY,
            () -> look(moved));
    watch = Optional.of(task);
    ended = task::now;
    task.start(Duration.ZERO);
  }

  private Duration look(Consumer<String> moved) {
    try {
      bringBack(moved);
      if (provider.observe(ID).state() == Observed.State.RUNNING) {
        provider.onEnd(ID, ended);
        return WATCH;
      }
    } catch (ProblemException e) {
      LOG.error("Cairn's own database is away: {}", e.problem().message());
    }
    return WHILE_AWAY;
  }

  private void bringBack(Consumer<String> moved) {
    var state = provider.observe(ID).state();
    if (state == Observed.State.STOPPED || state == Observed.State.FAILED) {
      LOG.warn("Cairn's own database is {}; it is started again", state);
      settle(() -> provider.ensure(wanted, LOG::info));
      moved.accept(address().url());
    }
  }

  private static void settle(Supplier<Progress> verb) {
    new ReadyWait(PATIENCE, AGAIN)
        .forResult(
            "Cairn's own database",
            () ->
                switch (verb.get()) {
                  case Progress.Ready ready -> Optional.of(ready);
                  case Progress.InProgress waiting -> Optional.empty();
                  case Progress.Unsettled(Problem cause, Duration again) ->
                      throw new IllegalStateException(cause.message());
                  case Progress.Failed(Problem problem) -> throw problem.toException();
                });
  }

  @Override
  public void close() {
    watch.ifPresent(PeriodicTask::close);
  }
}
