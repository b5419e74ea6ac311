package dev.cairn.metrics.traffic;

import dev.cairn.core.Name;
import dev.cairn.core.StageRef;
import dev.cairn.db.StateDatabase;
import dev.cairn.provider.FakeEdge;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Applications of one stack, an edge whose counters are set, and a clock that is set. */
public final class TrafficBench {
  private static final AtomicInteger STACKS = new AtomicInteger();

  public final FakeEdge edge = new FakeEdge();
  public final TrafficSampler sampler;
  public Instant now = Instant.parse("2026-03-14T10:00:00Z");
  final StageTraffic traffic;
  private final StateDatabase state;
  private final Name stack = new Name("web-" + STACKS.incrementAndGet());
  private int services;

  public TrafficBench(StateDatabase state) {
    this.state = state;
    sampler = new TrafficSampler(state, edge, () -> now);
    traffic = new StageTraffic(state, () -> now);
    execute("delete from service");
    execute("insert into stack (name) values (?)", stack.value());
  }

  /** An application with its address. */
  public StageRef add(String stage) {
    services++;
    execute(
        "insert into stage (stack, name, position, target, region)"
            + " select ?, ?, ?, 'local', 'local'"
            + " where not exists (select from stage where stack = ? and name = ?)",
        stack.value(),
        stage,
        services,
        stack.value(),
        stage);
    execute(
        "insert into service (stack, stage, spec, port, host) values (?, ?, '{}', ?, ?)",
        stack.value(),
        stage,
        7800 + services,
        stack.value() + "-" + stage + ".localhost");
    return new StageRef(stack, new Name(stage));
  }

  public void remove(StageRef stage) {
    execute(
        "delete from service where stack = ? and stage = ?",
        stage.stack().value(),
        stage.stage().value());
  }

  private void execute(String sql, Object... values) {
    state.transaction(transaction -> transaction.handle().execute(sql, values));
  }

  /** Looks, that much later. */
  public void tickAfter(Duration later) {
    now = now.plus(later);
    sampler.tick();
  }

  List<TrafficMinute> history(StageRef stage) {
    return traffic.history(stage, Instant.EPOCH);
  }

  TrafficMinute last(StageRef stage) {
    return history(stage).getLast();
  }

  long rows(StageRef stage) {
    return state.store(TrafficStore.class).countRows(stage.stack().value(), stage.stage().value());
  }
}
