package dev.cairn;

import dev.cairn.api.Shutdown;
import dev.cairn.api.Version;
import dev.cairn.config.Config;
import dev.cairn.core.StateFile;
import dev.cairn.db.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life of the control plane: what {@link Wiring} made is started, and ended alone or with
 * everything that it runs.
 */
final class Server implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);

  private final ReentrantLock lifecycle = new ReentrantLock();
  private final AtomicBoolean ending = new AtomicBoolean();
  private final AtomicBoolean purge = new AtomicBoolean();
  private final Home home;
  private final Wiring parts;
  private final SelfCheck selfCheck;

  Server(Config config, Home home, Map<String, String> environment) {
    this.home = home;
    this.parts = new Wiring(config, home, environment, this::endSoon);
    // Without its hooks, which may wait for what hangs; what it runs outlives it.
    this.selfCheck =
        new SelfCheck(parts.web::localPort, () -> Runtime.getRuntime().halt(SelfCheck.HANGS));
  }

  /**
   * Starts what runs: the doors first, then what looks after databases and applications. Nothing
   * where the end began meanwhile.
   */
  void start() {
    lifecycle.lock();
    try {
      if (!ending.get()) {
        startAll();
      }
    } finally {
      lifecycle.unlock();
    }
  }

  private void startAll() {
    parts.secrets.checkKey();
    parts.firstStart.ensure(home.path());
    parts.web.start();
    writeServerFile();
    parts.runner.start();
    parts.serverLog.start();
    parts.driftCheck.start();
    parts.replicaWatch.start();
    parts.drillWatch.start();
    parts.sampler.start();
    parts.attachmentWatch.start();
    parts.edge.start();
    parts.serviceWatch.start();
    if (parts.stateElsewhere.isEmpty()) {
      parts.stateInstance.watch(parts.state::answersAt);
    }
    selfCheck.start();
    LOG.info("Cairn {} serves {}", Version.current(), home.path());
  }

  /** Who serves this home, for commands on this machine. */
  private void writeServerFile() {
    var self = parts.processes.find(ProcessHandle.current().pid()).orElseThrow();
    var about = new LinkedHashMap<String, Object>();
    about.put("pid", self.pid());
    about.put("startTicks", self.startTicks());
    about.put("bootId", self.bootId());
    about.put("port", parts.web.localPort());
    // Where the state is, in case it is not below this home: the URL holds no password.
    parts.stateElsewhere.ifPresent(url -> about.put("state", url));
    StateFile.write(home.resolve("server.json"), Json.write(about) + "\n", StateFile.PUBLIC);
  }

  /**
   * Lets the answer out, then ends this process; with everything: after all that it runs. Asked
   * again while it does so, it ends once.
   */
  private void endSoon(Shutdown wanted) {
    if (wanted.purge()) {
      purge.set(true);
    }
    if (ending.compareAndSet(false, true)) {
      Thread.ofPlatform()
          .name("end")
          .start(
              () -> {
                if (wanted.everything()) {
                  var _ = end(); // what could not be ended is written down
                }
                System.exit(0); // told to: whoever starts it again when it dies does not
              });
    }
  }

  /**
   * Stops everything of a home whose server is gone: nothing is watched, brought back or served
   * meanwhile.
   *
   * @param remove also what is to be removed with all data
   * @return the process's status
   */
  int stop(boolean remove) {
    ending.set(true);
    purge.set(remove);
    return end();
  }

  /** Not while it starts: what is started after its own end would stay. */
  private int end() {
    lifecycle.lock();
    try {
      var ended = new Ending(home.resolve("ending.txt"));
      stopEverything(ended);
      if (purge.get()) {
        ended
            .then("remove what the container engine has", parts.dockerCleanup::removeAll)
            .then("remove the users of stages", parts.processApplications::forgetAll);
      }
      return ended.status();
    } finally {
      lifecycle.unlock();
    }
  }

  private void stopEverything(Ending ending) {
    LOG.info("Stopping applications, the edge and databases");
    ending
        .then("end the watch of applications", parts.serviceWatch::close)
        .then("end the taking of figures", parts.sampler::close)
        .then("end the watch of databases", parts.driftCheck::close)
        .then("end the watch of replicas", parts.replicaWatch::close)
        .then("end the watch of drills", parts.drillWatch::close)
        .then("end the watch of attached databases", parts.attachmentWatch::close)
        .then("end operations", parts.runner::close)
        .then("stop applications", parts.restarts::stopAll)
        .then("stop applications of drills", parts.drills::stopApplications)
        .then("stop the edge", parts.edge::stop)
        .then("end the watch of Cairn's own database", parts.stateInstance::close)
        .then("leave Cairn's own database", parts.state::close)
        .then("stop databases", () -> parts.localDatabases.stopAll(StateInstance.ID));
  }

  /** Ends this server alone: engines, applications and the edge go on. */
  @Override
  public void close() {
    selfCheck.close();
    parts.web.close();
    parts.serviceWatch.close();
    parts.sampler.close();
    parts.driftCheck.close();
    parts.replicaWatch.close();
    parts.drillWatch.close();
    parts.serverLog.close();
    parts.attachmentWatch.close();
    parts.runner.close();
    parts.edge.close();
    parts.stateInstance.close();
    parts.state.close();
    LOG.info("Cairn ended; databases and applications go on");
  }
}
