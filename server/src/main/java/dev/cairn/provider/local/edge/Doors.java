package dev.cairn.provider.local.edge;

import dev.cairn.core.StageRef;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What was found at the ports of stages, and at which to ask next: a few at a time, however many
 * there are. Times are {@link System#nanoTime()}. For any thread.
 */
final class Doors {
  static final int MOST_ASKED = 3;

  /** A stage that is not served for less is not named: the edge may be starting again. */
  private static final long BEARABLE = Duration.ofSeconds(5).toNanos();

  private static final int LEAST_FAILED = 2;
  private static final long NEVER = -1;

  private final AtomicLong turns = new AtomicLong();
  private final Map<Integer, Door> known = new ConcurrentHashMap<>();

  /**
   * A stage's port.
   *
   * @param asked the turn in which it was last
   * @param served the turn in which it last did
   * @param failed how often it did not since then
   * @param since when it began to fail
   * @param seen when it was last asked
   */
  private record Door(
      String stage, long asked, long served, int failed, long since, long seen, Look last) {
    boolean isNamed() {
      return failed >= LEAST_FAILED && seen - since >= BEARABLE;
    }
  }

  /** Forgets those that lead nowhere any more, or to another stage. */
  void keepOnly(List<RoutesDocument.Entry> routes) {
    var stages = new HashMap<Integer, String>();
    routes.forEach(route -> stages.put(route.port(), route.stage()));
    known.entrySet().removeIf(each -> !each.getValue().stage().equals(stages.get(each.getKey())));
  }

  /**
   * At which to ask now: that of the edge's which served last, of which most is known if it does no
   * more; one that is in doubt; and those that were asked longest ago.
   *
   * @param own ports that the edge has
   */
  List<RoutesDocument.Entry> next(List<RoutesDocument.Entry> routes, Set<Integer> own) {
    var chosen = new LinkedHashSet<RoutesDocument.Entry>();
    var byAge = routes.stream().sorted(Comparator.comparingLong(this::asked)).toList();
    byAge.stream()
        .filter(route -> own.contains(route.port()))
        .max(Comparator.comparingLong(this::served))
        .ifPresent(chosen::add);
    Predicate<RoutesDocument.Entry> isInDoubt = route -> failed(route) > 0;
    var oldest = byAge.stream().filter(route -> !chosen.contains(route)).toList();
    Stream.concat(oldest.stream().filter(isInDoubt).limit(1), oldest.stream())
        .distinct()
        .limit(MOST_ASKED - chosen.size())
        .forEach(chosen::add);
    return List.copyOf(chosen);
  }

  private long asked(RoutesDocument.Entry route) {
    return find(route).map(Door::asked).orElse(NEVER);
  }

  private long served(RoutesDocument.Entry route) {
    return find(route).map(Door::served).orElse(NEVER);
  }

  private int failed(RoutesDocument.Entry route) {
    return find(route).map(Door::failed).orElse(0);
  }

  private Optional<Door> find(RoutesDocument.Entry route) {
    return Optional.ofNullable(known.get(route.port()))
        .filter(door -> door.stage().equals(route.stage()));
  }

  /** Notes what was found. */
  void note(RoutesDocument.Entry route, Look look, long began, long ended) {
    long turn = turns.incrementAndGet();
    known.compute(
        route.port(),
        (port, before) -> {
          boolean isSame = before != null && before.stage().equals(route.stage());
          if (look.isWell()) {
            return new Door(route.stage(), turn, turn, 0, began, ended, look);
          }
          return isSame && before.failed() > 0
              ? new Door(
                  route.stage(),
                  turn,
                  before.served(),
                  before.failed() + 1,
                  before.since(),
                  ended,
                  look)
              : new Door(
                  route.stage(), turn, isSame ? before.served() : NEVER, 1, began, ended, look);
        });
  }

  /** Why that port does not serve for some seconds now; empty where it does or nobody asked. */
  Optional<String> silence(int port) {
    return Optional.ofNullable(known.get(port))
        .filter(Door::isNamed)
        .map(door -> door.last().clause());
  }

  /** Of each stage that was asked: why it does not serve for some seconds now. */
  Map<StageRef, Optional<String>> looks() {
    var looks = new HashMap<StageRef, Optional<String>>();
    known.forEach((port, door) -> looks.put(StageRef.parse(door.stage()), silence(port)));
    return looks;
  }
}
