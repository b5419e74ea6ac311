package dev.cairn.process;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when processes end, also those that an earlier Cairn started: the kernel says so, and
 * nobody looks for it meanwhile. A thread waits for each, as the JVM's own do for its children.
 * Where the kernel does not offer this nobody is told: who asks looks too, only less often.
 */
public final class ProcessEnds {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessEnds.class);
  private static final int STACK = 128 * 1024;

  private final Processes processes;
  private final Map<ProcessIdentity, Set<Runnable>> awaited = new ConcurrentHashMap<>();

  public ProcessEnds(Processes processes) {
    this.processes = processes;
  }

  /**
   * Calls a listener once when that process has ended, soon where it has already. Asked again with
   * the same, it is called once all the same.
   *
   * @param listener returns at once
   */
  public void tell(ProcessIdentity identity, Runnable listener) {
    awaited.compute(
        identity,
        (_, known) -> {
          var listeners = new HashSet<Runnable>();
          if (known == null) {
            Thread.ofPlatform()
                .name("end-of-" + identity.pid())
                .daemon()
                .stackSize(STACK)
                .start(() -> await(identity));
          } else {
            listeners.addAll(known);
          }
          listeners.add(listener);
          return Set.copyOf(listeners);
        });
  }

  private void await(ProcessIdentity identity) {
    try {
      PidFd.await(identity.pid(), () -> processes.isAlive(identity));
    } catch (RuntimeException e) {
      LOG.debug("The end of {} is not awaited", identity, e);
    } finally {
      var listeners = awaited.remove(identity);
      if (listeners != null && !processes.isAlive(identity)) {
        listeners.forEach(Runnable::run);
      }
    }
  }
}
