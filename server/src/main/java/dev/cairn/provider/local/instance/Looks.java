package dev.cairn.provider.local.instance;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Spares idle servers a question every other second: one is asked again where it holds more than
 * when it was asked last, where it was not calm then, and each quarter of a minute, as those who
 * leave may hide who comes.
 */
public final class Looks {
  private static final long LONGEST = Duration.ofSeconds(15).toNanos();

  private final Map<String, Last> looks = new ConcurrentHashMap<>();
  private final LongSupplier nanos;

  private record Last(int size, boolean calm, long at) {}

  public Looks() {
    this(System::nanoTime);
  }

  Looks(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /**
   * Whether it should be asked now.
   *
   * @param size of anything that each connection adds to
   */
  public boolean isDue(String instanceId, int size) {
    var last =
        looks.computeIfPresent(
            instanceId, (id, it) -> new Last(Math.min(it.size(), size), it.calm(), it.at()));
    return last == null
        || !last.calm()
        || size > last.size()
        || nanos.getAsLong() - last.at() >= LONGEST;
  }

  /** It was asked. */
  public void done(String instanceId, int size, boolean calm) {
    looks.put(instanceId, new Last(size, calm, nanos.getAsLong()));
  }
}
