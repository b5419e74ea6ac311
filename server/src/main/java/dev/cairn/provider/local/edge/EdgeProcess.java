package dev.cairn.provider.local.edge;

import dev.cairn.core.Bytes;
import dev.cairn.core.ProblemException;
import dev.cairn.core.StateFile;
import dev.cairn.process.Command;
import dev.cairn.process.IdentityFile;
import dev.cairn.process.Launch;
import dev.cairn.process.LogBound;
import dev.cairn.process.ProcessEnds;
import dev.cairn.process.ProcessIdentity;
import dev.cairn.process.Processes;
import dev.cairn.process.SystemUsers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the edge's supervisor loop running. The loop restarts the edge by itself within a second;
 * this class starts the loop, finds it again after a restart of the server, and replaces it when
 * Cairn was rebuilt. Runs until {@link #stop()}: closing only ends the watching.
 */
public final class EdgeProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EdgeProcess.class);
  private static final Duration GRACE = Duration.ofSeconds(5);

  /** Only a net below the word that its loop ended. */
  private static final Duration WATCH = Duration.ofSeconds(5);

  private static final Duration TRAIN_AFTER = Duration.ofSeconds(20);

  /**
   * How often it is asked whether it serves; the edge asks itself, and ends, before this counts.
   */
  private static final Duration ASK = Duration.ofSeconds(10);

  /** With what passes before it is noticed, and until the edge has ended, less than a minute. */
  private static final Duration MOST_SILENCE = Duration.ofSeconds(40);

  /** Behind the build's name: it may listen on ports below 1024. */
  private static final String LOW = " low ports";

  private static final Bytes MOST_LOG = Bytes.ofMib(5);

  private final Processes processes;
  private final ProcessEnds ends;
  private final Runnable loopEnded = this::lookNow;
  private final LogBound logs;
  private final Path edge;
  private final Path log;
  private final List<Path> jars;
  private final Path java;
  private final Duration trainAfter;
  private Optional<EdgeBuild> installed = Optional.empty();
  private boolean ended;
  private final EdgeCheck check;
  private final Silence silence = new Silence(MOST_SILENCE);

  /** Of two threads: a question that nobody answers keeps no loop from being started again. */
  private final ScheduledExecutorService watch =
      Executors.newScheduledThreadPool(
          2, Thread.ofPlatform().daemon().name("edge-watch").factory());

  private final ExecutorService training = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * @param home {@code $CAIRN_HOME}
   * @param jars the edge's own and all it needs
   * @param java executable of JDK 25
   */
  public EdgeProcess(Processes processes, Path home, List<Path> jars, Path java) {
    this(processes, home, jars, java, TRAIN_AFTER);
  }

  EdgeProcess(Processes processes, Path home, List<Path> jars, Path java, Duration trainAfter) {
    this.processes = processes;
    this.ends = new ProcessEnds(processes);
    this.logs = new LogBound(processes, MOST_LOG);
    this.edge = home.toAbsolutePath().resolve("edge");
    this.log = home.toAbsolutePath().resolve("logs").resolve("edge.log");
    this.jars = List.copyOf(jars);
    this.java = java;
    this.trainAfter = trainAfter;
    this.check = new EdgeCheck(edge.resolve("routes.json"));
  }

  /** What it is asked by, at each stage's port. */
  public EdgeCheck check() {
    return check;
  }

  /** Makes the edge run, and looks after it from now on. */
  public void start() {
    ensure();
    var unusedLooking =
        watch.scheduleWithFixedDelay(
            this::look, WATCH.toMillis(), WATCH.toMillis(), TimeUnit.MILLISECONDS);
    var unusedAsking =
        watch.scheduleWithFixedDelay(
            this::ask, ASK.toMillis(), ASK.toMillis(), TimeUnit.MILLISECONDS);
    var unusedTraining =
        watch.schedule(
            () -> training.execute(this::train), trainAfter.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Starts the loop where none runs, or one of another build, or with other rights. Idempotent,
   * cheap where it runs.
   */
  public synchronized void ensure() {
    var running = find();
    var build = build();
    boolean low = RoutesDocument.find(routes()).filter(RoutesDocument::isLow).isPresent();
    var way = build.name() + (low ? LOW : "");
    if (running.isPresent() && isAs(way)) {
      ends.tell(running.get(), loopEnded);
      return;
    }
    running.ifPresent(
        old -> {
          LOG.info("Replacing the edge's loop (pid {}) by build {}", old.pid(), way);
          processes.terminate(old, GRACE);
        });
    prepare(build);
    var launch =
        new Launch(
                List.of(
                    "/bin/sh",
                    build.script(),
                    "run",
                    java.toString(),
                    build.lib().toString(),
                    routes().toString(),
                    run().toString()),
                run(),
                Map.of(),
                log,
                SystemUsers.edgeUser())
            .marked(mark());
    var identity = processes.start(low ? launch.listeningLow() : launch);
    IdentityFile.write(edge.resolve("process.json"), identity);
    StateFile.write(edge.resolve("build"), way, StateFile.PUBLIC);
    ends.tell(identity, loopEnded);
  }

  private void lookNow() {
    if (!watch.isShutdown()) {
      watch.execute(this::look);
    }
  }

  /** Ends the loop and the edge; no application is served after it. Idempotent. */
  public void stop() {
    watch.shutdownNow();
    training.shutdownNow();
    training.close(); // an interrupted command ends with all that it started
    end();
  }

  private synchronized void end() {
    ended = true;
    find().ifPresent(loop -> processes.terminate(loop, GRACE));
    // An edge whose loop died lives in that loop's session and is found by its mark alone.
    // So does a training that a server before this one began.
    Stream.of(mark(), trainingMark())
        .flatMap(mark -> processes.findMarked(mark, SystemUsers.edgeUser()).stream())
        .forEach(left -> processes.terminate(left, GRACE));
  }

  @Override
  public void close() {
    watch.shutdownNow();
  }

  /** Installed once a life: jars that change under a running server are for the next one. */
  private synchronized EdgeBuild build() {
    var build = installed.orElseGet(() -> EdgeBuild.install(jars, edge.resolve("lib")));
    installed = Optional.of(build);
    return build;
  }

  private Optional<ProcessIdentity> find() {
    return IdentityFile.find(edge.resolve("process.json"))
        .filter(processes::isAlive)
        .or(
            () ->
                processes.findMarked(mark(), SystemUsers.edgeUser()).stream()
                    .filter(found -> !isJava(found) && processes.runsInstalled(found))
                    .findFirst());
  }

  private boolean isJava(ProcessIdentity found) {
    return found.executable().endsWith("/" + java.getFileName());
  }

  private boolean isAs(String way) {
    return StateFile.find(edge.resolve("build")).equals(Optional.of(way));
  }

  private void prepare(EdgeBuild build) {
    try {
      build.removeOthers();
      Files.createDirectories(run());
      // The loop, the edge and its training write and read there, and nobody else.
      Files.setPosixFilePermissions(run(), PosixFilePermissions.fromString("rwx------"));
      Files.setPosixFilePermissions(edge, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.createDirectories(log.resolveSibling(".").normalize());
      if (SystemUsers.edgeUser().isPresent()) {
        var owner =
            run()
                .getFileSystem()
                .getUserPrincipalLookupService()
                .lookupPrincipalByName(SystemUsers.EDGE);
        Files.setOwner(run(), owner);
      }
    } catch (IOException e) {
      throw StateFile.failure("prepare", run(), e);
    }
  }

  /** A look that was under way when it was stopped must not start it again. */
  private synchronized void ensureUnlessEnded() {
    if (!ended) {
      ensure();
    }
  }

  private void look() {
    try {
      ensureUnlessEnded();
      logs.apply(log);
    } catch (ProblemException e) {
      LOG.warn("The edge cannot be looked after, trying again in {}: {}", WATCH, e.getMessage());
    }
  }

  /** An edge that runs and does not serve is ended: its loop starts another one at once. */
  private void ask() {
    ask(silence);
  }

  /** As {@link #ask()}, where that is how long it may say nothing. */
  void ask(Silence bearable) {
    long began = System.nanoTime();
    boolean serves = check.serves();
    if (bearable.isTooLong(began, System.nanoTime(), serves)) {
      endHanging();
    }
  }

  private synchronized void endHanging() {
    processes.findMarked(mark(), SystemUsers.edgeUser()).stream()
        .filter(this::isJava)
        .forEach(
            hanging -> {
              LOG.error("The edge (pid {}) does not answer: it is started again", hanging.pid());
              processes.terminate(hanging, GRACE);
            });
  }

  /** Writes the JVM's start-up cache, once per build: the next start takes half the time. */
  private void train() {
    try {
      var build = build();
      if (Files.exists(run().resolve(build.name() + ".aot"))) {
        return;
      }
      var outcome =
          processes.run(
              Command.of(
                      "nice",
                      "-n",
                      "19",
                      "/bin/sh",
                      build.script(),
                      "train",
                      java.toString(),
                      build.lib().toString(),
                      run().toString())
                  .marked(trainingMark())
                  .within(Duration.ofMinutes(2))
                  .as(SystemUsers.edgeUser()));
      LOG.info("Trained the edge's start: {}", outcome.lastLine());
    } catch (ProblemException e) {
      LOG.warn("The edge starts without a cache, a little slower: {}", e.getMessage());
    }
  }

  private Path routes() {
    return edge.resolve("routes.json");
  }

  private Path run() {
    return edge.resolve("run");
  }

  private String mark() {
    return "edge@" + edge;
  }

  private String trainingMark() {
    return "edge-training@" + edge;
  }
}
