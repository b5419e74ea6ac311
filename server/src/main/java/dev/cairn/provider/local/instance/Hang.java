package dev.cairn.provider.local.instance;

import dev.cairn.process.ProcessIdentity;
import dev.cairn.process.Processes;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a server that can do nothing any more, so that asking it to end is vain, from one that is
 * busy: that one works, and one that ends already listens to nobody. No state.
 */
record Hang(Processes processes) {
  private static final Logger LOG = LoggerFactory.getLogger(Hang.class);
  private static final Duration SILENCE = Duration.ofSeconds(5);

  /** What threads that only look at a clock may take of that. */
  private static final Duration IDLE = Duration.ofMillis(100);

  /** Told at once: its process, where somebody keeps that from running. */
  Optional<ProcessIdentity> findHeld(LocalEngine engine, InstanceFiles files) {
    return engine.find(files).filter(processes::isStopped);
  }

  /** At once where it answers; after a while where it says nothing. */
  boolean has(LocalEngine engine, InstanceFiles files) {
    return engine.find(files).filter(server -> has(engine, files, server)).isPresent();
  }

  private boolean has(LocalEngine engine, InstanceFiles files, ProcessIdentity server) {
    if (processes.isStopped(server)) {
      LOG.warn("{} hangs: pid {} is stopped", files.directory(), server.pid());
      return true;
    }
    var before = processes.worked(server);
    boolean isMute =
        InstanceRecord.findReadable(files)
            .map(it -> Greeting.of(it.port(), engine.engine().hello(), SILENCE))
            .filter(Greeting.Answer.SILENCE::equals)
            .isPresent();
    if (!isMute || processes.worked(server).minus(before).compareTo(IDLE) > 0) {
      return false;
    }
    LOG.warn("{} hangs: pid {} says and does nothing", files.directory(), server.pid());
    return true;
  }
}
