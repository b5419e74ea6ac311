package dev.cairn.provider.local;

import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.ReadyWait;
import dev.cairn.core.StateFile;
import dev.cairn.engine.postgres.PostgresCommands;
import dev.cairn.process.IdentityFile;
import dev.cairn.process.Launch;
import dev.cairn.process.ProcessIdentity;
import dev.cairn.process.Processes;
import dev.cairn.process.Signal;
import dev.cairn.process.SystemUsers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The PostgreSQL process of one instance: looked for, started, stopped. Has no state. */
final class PostgresServer {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresServer.class);
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration FAST_STOP = Duration.ofSeconds(30);

  private final Processes processes;

  PostgresServer(Processes processes) {
    this.processes = processes;
  }

  /**
   * The postmaster of these files, by our own record or else by PostgreSQL's, or by its mark where
   * we died between its start and its record.
   */
  Optional<ProcessIdentity> find(InstanceFiles files) {
    return IdentityFile.find(files.process())
        .filter(processes::isAlive)
        .or(() -> byLockFile(files))
        .or(() -> byMark(files));
  }

  /** As {@link #find}, without looking through all processes of the machine. */
  Optional<ProcessIdentity> findQuickly(InstanceFiles files) {
    return IdentityFile.find(files.process())
        .filter(processes::isAlive)
        .or(() -> byLockFile(files));
  }

  private Optional<ProcessIdentity> byLockFile(InstanceFiles files) {
    return lockFile(files)
        .filter(lines -> !lines.isEmpty() && lines.getFirst().strip().matches("\\d+"))
        .flatMap(lines -> processes.find(Long.parseLong(lines.getFirst().strip())))
        .filter(identity -> processes.isMarked(identity, files.mark()));
  }

  private Optional<ProcessIdentity> byMark(InstanceFiles files) {
    // Backends inherit the mark: the postmaster started first.
    return processes.findMarked(files.mark()).stream()
        .filter(identity -> identity.executable().endsWith("/postgres"))
        .min(java.util.Comparator.comparingLong(ProcessIdentity::startTicks));
  }

  /** What the postmaster says of itself in line 8 of {@code postmaster.pid}, or empty text. */
  String status(InstanceFiles files) {
    return lockFile(files)
        .filter(lines -> lines.size() >= 8)
        .map(lines -> lines.get(7).strip())
        .orElse("");
  }

  private static Optional<List<String>> lockFile(InstanceFiles files) {
    return StateFile.find(files.data().resolve("postmaster.pid"))
        .map(text -> text.lines().toList());
  }

  /**
   * Starts it where it does not run, and waits until it accepts connections.
   *
   * @throws ProblemException {@code port-taken}, {@code disk-full}, {@code engine-start-failed}
   */
  ProcessIdentity start(InstanceFiles files, Path bin, int port) {
    var running = find(files);
    var identity = running.isPresent() ? running.get() : launch(files, bin, port);
    if (IdentityFile.find(files.process()).filter(identity::isSame).isEmpty()) {
      IdentityFile.write(files.process(), identity);
    }
    return identity;
  }

  private ProcessIdentity launch(InstanceFiles files, Path bin, int port) {
    if (!Ports.isFree(port)) {
      throw portTaken(port).toException();
    }
    // Where the machine died, the pid of the stale lock file may be another's process now.
    try {
      if (Files.deleteIfExists(files.data().resolve("postmaster.pid"))) {
        LOG.info("PID file of {} is stale: no postmaster of it runs", files.directory());
      }
    } catch (IOException e) {
      throw StateFile.failure("delete", files.data().resolve("postmaster.pid"), e);
    }
    // Backends of a postmaster that was killed hold the shared memory for a moment.
    return ReadyWait.upTo(FAST_STOP)
        .every(Duration.ofMillis(100))
        .forResult(
            "leftovers of the last PostgreSQL to go",
            () -> {
              long logged = logSize(files);
              var identity =
                  processes.start(
                      new Launch(
                              PostgresCommands.server(bin, files.data()),
                              files.data(),
                              Map.of(),
                              files.log(),
                              SystemUsers.engineUser())
                          .marked(files.mark()));
              return awaitReady(files, identity, logged, port)
                  ? Optional.of(identity)
                  : Optional.empty();
            });
  }

  /** False where it ended because of what the last one left in shared memory. */
  private boolean awaitReady(InstanceFiles files, ProcessIdentity identity, long logged, int port) {
    ReadyWait.upTo(START)
        .until(
            "PostgreSQL on port " + port + " to be ready",
            () -> status(files).startsWith("ready") || !processes.isAlive(identity));
    if (processes.isAlive(identity)) {
      return true;
    }
    var said = logSince(files, logged);
    if (said.contains("pre-existing shared memory block")) {
      return false;
    }
    throw whyEnded(files, said, port).toException();
  }

  private static Problem whyEnded(InstanceFiles files, String said, int port) {
    if (said.contains("Address already in use") || said.contains("could not bind")) {
      return portTaken(port);
    }
    if (said.contains("No space left on device")) {
      return Problem.failed(
          "disk-full",
          "PostgreSQL could not start: the disk of " + files.directory() + " is full.",
          "Free some space there and retry.");
    }
    return Problem.failed(
        "engine-start-failed",
        "PostgreSQL ended while it started: " + lastFatal(said) + ".",
        "Read " + files.log() + ".");
  }

  private static Problem portTaken(int port) {
    return Problem.unavailable(
        "port-taken",
        "Port " + port + " of this database is taken by another program.",
        "Find it with: ss -ltnp 'sport = :" + port + "', and stop it.");
  }

  /** The reason in a log, for people. */
  static String lastFatal(String log) {
    return log.lines()
        .filter(
            line -> line.contains("FATAL:") || line.contains("PANIC:") || line.contains("ERROR:"))
        .map(line -> line.replaceFirst("^.*?(FATAL|PANIC|ERROR):\\s*", "").strip())
        .reduce((one, next) -> next)
        .orElseGet(() -> log.lines().reduce("no reason in its log", (one, next) -> next));
  }

  /** Asks it to reread {@code pg_hba.conf} and its certificates. */
  void reload(InstanceFiles files) {
    find(files).ifPresent(identity -> processes.signal(identity, Signal.HUP));
  }

  /** A fast shutdown: sessions end, a checkpoint is written; what does not end is made to. */
  void stop(InstanceFiles files) {
    var found = find(files);
    if (found.isEmpty()) {
      return;
    }
    var identity = found.get();
    LOG.info("Stopping PostgreSQL of {} (pid {})", files.directory(), identity.pid());
    processes.signal(identity, Signal.INT);
    if (!ReadyWait.upTo(FAST_STOP).holdsInTime(() -> !processes.isAlive(identity))) {
      LOG.info("pid {} did not stop within {}: immediate shutdown", identity.pid(), FAST_STOP);
      processes.signal(identity, Signal.QUIT);
      if (!ReadyWait.upTo(Duration.ofSeconds(10)).holdsInTime(() -> !processes.isAlive(identity))) {
        processes.terminate(identity, Duration.ZERO);
      }
    }
  }

  private static long logSize(InstanceFiles files) {
    try {
      return Files.exists(files.log()) ? Files.size(files.log()) : 0;
    } catch (IOException e) {
      throw StateFile.failure("read", files.log(), e);
    }
  }

  static String logSince(InstanceFiles files, long offset) {
    try (var in = Files.newInputStream(files.log())) {
      in.skipNBytes(Math.min(offset, logSize(files)));
      return new String(in.readNBytes(64 * 1024), java.nio.charset.StandardCharsets.UTF_8);
    } catch (java.nio.file.NoSuchFileException none) {
      return "";
    } catch (IOException e) {
      throw StateFile.failure("read", files.log(), e);
    }
  }

  static String logEnd(InstanceFiles files) {
    return logSince(files, Math.max(0, logSize(files) - 8 * 1024));
  }
}
