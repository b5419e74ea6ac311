package dev.cairn.provider.local.postgres;

import dev.cairn.core.ProblemException;
import dev.cairn.core.ReadyWait;
import dev.cairn.core.StateFile;
import dev.cairn.engine.postgres.PostgresCommands;
import dev.cairn.process.Children;
import dev.cairn.process.ProcessIdentity;
import dev.cairn.process.Processes;
import dev.cairn.process.Signal;
import dev.cairn.process.Tally;
import dev.cairn.provider.local.instance.EngineProcess;
import dev.cairn.provider.local.instance.HalfLogins;
import dev.cairn.provider.local.instance.InstanceFiles;
import dev.cairn.provider.local.instance.Looks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The PostgreSQL process of one instance: looked for, started, stopped. */
public final class PostgresServer {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresServer.class);
  private static final Duration FAST_STOP = Duration.ofSeconds(30);
  private static final Duration LAST_WORK = Duration.ofSeconds(5);

  /** What stops at all mostly does within. */
  private static final Duration AT_ONCE = Duration.ofMillis(300);

  private final Processes processes;
  private final EngineProcess process;
  private final HalfLogins<ProcessIdentity> halfLogins = new HalfLogins<>();
  private final Looks looks = new Looks();

  public PostgresServer(Processes processes) {
    this.processes = processes;
    this.process = new EngineProcess(processes, "PostgreSQL", "postgres");
  }

  /**
   * The postmaster of these files, by our own record or else by PostgreSQL's, or by its mark where
   * we died between its start and its record.
   */
  Optional<ProcessIdentity> find(InstanceFiles files) {
    return findQuickly(files).or(() -> process.findMarked(files));
  }

  /** As {@link #find}, without looking through all processes of the machine. */
  Optional<ProcessIdentity> findQuickly(InstanceFiles files) {
    return process.findRecorded(files).or(() -> byLockFile(files));
  }

  private Optional<ProcessIdentity> byLockFile(InstanceFiles files) {
    return lockFile(files)
        .filter(lines -> !lines.isEmpty() && lines.getFirst().strip().matches("\\d+"))
        .flatMap(lines -> processes.find(Long.parseLong(lines.getFirst().strip())))
        .filter(identity -> process.isMarkedServer(files, identity));
  }

  /** What the postmaster says of itself in line 8 of {@code postmaster.pid}, or empty text. */
  String status(InstanceFiles files) {
    return lockFile(files)
        .filter(lines -> lines.size() >= 8)
        .map(lines -> lines.get(7).strip())
        .orElse("");
  }

  private static Optional<List<String>> lockFile(InstanceFiles files) {
    return files.findData("postmaster.pid").map(text -> text.lines().toList());
  }

  /**
   * Starts it where it does not run, and waits until it accepts connections.
   *
   * @throws dev.cairn.core.ProblemException {@code port-taken}, {@code disk-full}, {@code
   *     engine-start-failed}
   */
  void start(InstanceFiles files, Path bin, int port) {
    process.record(files, find(files).orElseGet(() -> launch(files, bin, port)));
  }

  private ProcessIdentity launch(InstanceFiles files, Path bin, int port) {
    // Where the machine died, the pid of the stale lock file may be another's process now.
    try {
      if (Files.deleteIfExists(files.data().resolve("postmaster.pid"))) {
        LOG.info("PID file of {} is stale: no postmaster of it runs", files.directory());
      }
    } catch (IOException e) {
      throw StateFile.failure("delete", files.data().resolve("postmaster.pid"), e);
    }
    endOrphans(files, LAST_WORK);
    // What it left holds the shared memory for a moment.
    return ReadyWait.upTo(FAST_STOP)
        .every(Duration.ofMillis(100))
        .forResult(
            "leftovers of the last PostgreSQL to go",
            () -> {
              long logged = EngineProcess.logSize(files);
              var identity =
                  process.launch(files, PostgresCommands.server(bin, files.data()), port);
              return awaitReady(files, identity, logged, port)
                  ? Optional.of(identity)
                  : Optional.empty();
            });
  }

  /**
   * Backends of a postmaster that was killed end by themselves only once they wait for something:
   * who works on a long statement would keep the next from starting, and write into a backup. QUIT
   * is what a postmaster sends them to have them end at once.
   */
  private void endOrphans(InstanceFiles files, Duration patience) {
    var orphans = process.findOrphans(files);
    for (var orphan : orphans) {
      LOG.info("Ending pid {}, left by the last PostgreSQL of {}", orphan.pid(), files.directory());
      processes.signal(orphan, Signal.QUIT);
    }
    if (!ReadyWait.upTo(patience)
        .every(Duration.ofMillis(20))
        .holdsInTime(() -> orphans.stream().noneMatch(processes::isAlive))) {
      orphans.forEach(orphan -> processes.signal(orphan, Signal.KILL));
    }
  }

  /** False where it ended because of what the last one left in shared memory. */
  private boolean awaitReady(InstanceFiles files, ProcessIdentity identity, long logged, int port) {
    if (awaitRecovery(files, identity, port)) {
      return true;
    }
    var said = EngineProcess.logSince(files, logged);
    if (said.contains("pre-existing shared memory block")) {
      return false;
    }
    throw process.whyEnded(files, said, port, PostgresServer::lastFatal).toException();
  }

  /** However long it takes, while it goes on: a replica has much to replay before it is whole. */
  private boolean awaitRecovery(InstanceFiles files, ProcessIdentity identity, int port) {
    while (true) {
      var before = recovery(identity);
      try {
        return process.awaitReady(identity, port, () -> status(files).startsWith("ready"));
      } catch (ProblemException late) {
        if (!late.problem().code().equals("timed-out") || recovery(identity).equals(before)) {
          throw late;
        }
        LOG.info("{} goes on recovering", files.directory());
      }
    }
  }

  /** What its processes that recover say of where they are. */
  private static Set<String> recovery(ProcessIdentity postmaster) {
    return Children.of(postmaster).values().stream()
        .filter(
            title ->
                title.startsWith("postgres: startup") || title.startsWith("postgres: walreceiver"))
        .collect(Collectors.toSet());
  }

  /** The reason in a log, for people. */
  static String lastFatal(String log) {
    return log.lines()
        .filter(
            line -> line.contains("FATAL:") || line.contains("PANIC:") || line.contains("ERROR:"))
        .map(line -> line.replaceFirst("^.*?(FATAL|PANIC|ERROR):\\s*", "").strip())
        .reduce((one, next) -> next)
        .orElseGet(() -> EngineProcess.lastLine(log));
  }

  /** Asks it to reread its settings, {@code pg_hba.conf} and its certificates. */
  void reload(InstanceFiles files) {
    find(files).ifPresent(identity -> processes.signal(identity, Signal.HUP));
  }

  /** Before its login is done, a backend says so in its title, or has none yet. */
  private static boolean isHalfLogin(String title) {
    return !title.startsWith("postgres: ") || title.endsWith(" authentication");
  }

  /** A backend holds one of the connections from the moment on that it knows who wants one. */
  void endHalfLogins(InstanceFiles files) {
    var postmaster = findQuickly(files);
    int size = postmaster.map(Tally::children).orElse(0);
    if (!looks.isDue(files.mark(), size)) {
      return;
    }
    var now =
        postmaster.map(Children::of).orElse(Map.of()).entrySet().stream()
            .filter(child -> isHalfLogin(child.getValue()))
            .map(Map.Entry::getKey)
            .toList();
    looks.done(files.mark(), size, now.size() <= HalfLogins.HARMLESS);
    var stuck = halfLogins.look(files.mark(), now);
    if (!stuck.isEmpty()) {
      LOG.warn("{}: {} logins that do not go on are ended", files.directory(), stuck.size());
    }
    stuck.forEach(backend -> processes.signal(backend, Signal.TERM));
  }

  /** A fast shutdown: sessions end, a checkpoint is written; what does not end is made to. */
  void stop(InstanceFiles files) {
    var signals = new LinkedHashMap<Signal, Duration>();
    signals.put(Signal.INT, FAST_STOP);
    signals.put(Signal.QUIT, Duration.ofSeconds(10));
    find(files).ifPresent(identity -> process.stop(files, identity, signals));
    endOrphans(files, LAST_WORK);
  }

  /**
   * A fast shutdown that nobody holds up for long: it waits for each replica to have all, also for
   * one that hangs, and for each session.
   *
   * @param isEnough whether all is on disk and where it should be: then it need not wait
   */
  void stopWithin(InstanceFiles files, Duration patience, BooleanSupplier isEnough) {
    find(files)
        .ifPresent(
            identity -> {
              processes.signal(identity, Signal.INT);
              if (!ReadyWait.upTo(AT_ONCE).holdsInTime(() -> !processes.isAlive(identity))
                  && !ReadyWait.upTo(patience)
                      .every(Duration.ofMillis(20))
                      .holdsInTime(() -> !processes.isAlive(identity) || isEnough.getAsBoolean())) {
                LOG.warn("{} does not stop within {}", files.directory(), patience);
              }
              if (processes.isAlive(identity)) {
                process.stop(files, identity, Map.of(Signal.QUIT, AT_ONCE));
              }
            });
    endOrphans(files, AT_ONCE);
  }
}
