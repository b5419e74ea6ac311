package dev.cairn.provider.local.instance;

import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.ReadyWait;
import dev.cairn.core.Sentence;
import dev.cairn.core.StateFile;
import dev.cairn.process.IdentityFile;
import dev.cairn.process.Launch;
import dev.cairn.process.PortHolder;
import dev.cairn.process.ProcessIdentity;
import dev.cairn.process.Processes;
import dev.cairn.process.Signal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server process of one instance, of any engine: looked for, launched, ended. No state. */
public final class EngineProcess {
  private static final Logger LOG = LoggerFactory.getLogger(EngineProcess.class);
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration LAST_CLOSING = Duration.ofSeconds(1);
  private static final Duration POLL = Duration.ofMillis(1);

  private final Processes processes;
  private final EngineGroups groups;
  private final String name;
  private final List<String> executables;

  /**
   * @param name of the engine for people
   * @param executables names of its server's executable
   */
  public EngineProcess(Processes processes, String name, String... executables) {
    this.processes = processes;
    this.groups = new EngineGroups(processes);
    this.name = name;
    this.executables = List.of(executables);
  }

  /**
   * By our own record, or else by its mark, where we died between its start and its record: not
   * before there is a directory to start it in.
   */
  public Optional<ProcessIdentity> find(InstanceFiles files) {
    return findRecorded(files)
        .or(() -> Files.exists(files.data()) ? findMarked(files) : Optional.empty());
  }

  /** Without looking through all processes of the machine. */
  public Optional<ProcessIdentity> findRecorded(InstanceFiles files) {
    return IdentityFile.find(files.process()).filter(processes::isAlive);
  }

  /**
   * Children inherit the mark: the server started first. Any user can set it, and name a program as
   * an engine's: what is found is its instance's user's, and runs a program that was installed.
   */
  public Optional<ProcessIdentity> findMarked(InstanceFiles files) {
    return processes.findMarked(files.mark(), files.user()).stream()
        .filter(it -> isServer(files, it))
        .min(Comparator.comparingLong(ProcessIdentity::startTicks));
  }

  /** Whether it was launched as a server of these files. */
  public boolean isMarkedServer(InstanceFiles files, ProcessIdentity identity) {
    return processes.isMarked(identity, files.mark()) && isServer(files, identity);
  }

  private boolean isServer(InstanceFiles files, ProcessIdentity identity) {
    var executable = identity.executable();
    return executables.contains(executable.substring(executable.lastIndexOf('/') + 1))
        && processes.isOf(identity, files.user())
        && processes.runsInstalled(identity);
  }

  /** Processes of a server that is gone, with or without its mark, by where they run. */
  public List<ProcessIdentity> findOrphans(InstanceFiles files) {
    return processes.findIn(files.data()).stream().filter(it -> isServer(files, it)).toList();
  }

  boolean isAlive(ProcessIdentity identity) {
    return processes.isAlive(identity);
  }

  public void record(InstanceFiles files, ProcessIdentity identity) {
    if (IdentityFile.find(files.process()).filter(identity::isSame).isEmpty()) {
      IdentityFile.write(files.process(), identity);
    }
  }

  /**
   * Starts the server in its data directory as its owner, and in its control group; its output goes
   * to the log.
   *
   * @throws dev.cairn.core.ProblemException {@code port-taken}
   */
  public ProcessIdentity launch(InstanceFiles files, List<String> argv, int port) {
    requireFree(port);
    return processes.start(
        new Launch(argv, files.data(), Map.of(), files.log(), files.user())
            .marked(files.mark())
            .joining(groups.ensure(files)));
  }

  /** A predecessor that was killed counts as dead a moment before the kernel closes its ports. */
  public static void requireFree(int port) {
    if (!ReadyWait.upTo(LAST_CLOSING)
        .every(Duration.ofMillis(5))
        .holdsInTime(() -> Ports.isFree(port))) {
      throw portTaken(port).toException();
    }
  }

  /** False where it ended instead. */
  public boolean awaitReady(ProcessIdentity identity, int port, BooleanSupplier isReady) {
    ReadyWait.upTo(START)
        .every(POLL)
        .until(
            name + " on port " + port + " to be ready",
            () -> isReady.getAsBoolean() || !processes.isAlive(identity));
    return processes.isAlive(identity);
  }

  /**
   * Why it ended while it started.
   *
   * @param said its log since the start
   * @param reason finds the engine's own reason in it
   */
  public Problem whyEnded(
      InstanceFiles files, String said, int port, UnaryOperator<String> reason) {
    if (said.contains("Address already in use") || said.contains("could not bind")) {
      return portTaken(port);
    }
    if (said.contains("No space left on device")) {
      return Problem.failed(
          "disk-full",
          name + " could not start: the disk of " + files.directory() + " is full.",
          "Free some space there and retry.");
    }
    return Problem.failed(
        "engine-start-failed",
        name + " ended while it started: " + Sentence.ended(reason.apply(said)),
        "Read " + files.log() + ".");
  }

  /** For one that runs, or should. */
  public static ProblemException unanswering(InstanceRecord instance, String why, Throwable cause) {
    return Problem.unavailable(
            "database-not-answering",
            instance.id()
                + " does not answer on port "
                + instance.port()
                + ": "
                + Sentence.ended(why),
            "Read its log with: cairn logs; Cairn tries again by itself.")
        .toException(cause);
  }

  /** For one that is to take another's place: nobody writes while its start is waited for. */
  public static ProblemException successorEnded(InstanceRecord replica) {
    return Problem.failed(
            "replica-not-running",
            replica.id() + " has ended: it cannot take its primary's place now.",
            "Cairn brings it back by itself; retry once it follows again.")
        .toException();
  }

  static Problem portTaken(int port) {
    return Problem.unavailable(
        "port-taken",
        "Port "
            + port
            + " of this database is taken by "
            + PortHolder.of(port).orElse("another program")
            + ".",
        "Find it with: ss -ltnp 'sport = :"
            + port
            + "', and stop it. Where it stays, the database soon moves to another port.");
  }

  void signal(InstanceFiles files, Signal signal) {
    find(files).ifPresent(identity -> processes.signal(identity, signal));
  }

  /** Sends each signal and waits for the end, the next one where it does not come in time. */
  public void stop(InstanceFiles files, ProcessIdentity identity, Map<Signal, Duration> signals) {
    LOG.info("Stopping {} of {} (pid {})", name, files.directory(), identity.pid());
    for (var step : signals.entrySet()) {
      processes.signal(identity, step.getKey());
      if (ReadyWait.upTo(step.getValue()).holdsInTime(() -> !processes.isAlive(identity))) {
        return;
      }
      LOG.info(
          "pid {} did not end within {} of {}", identity.pid(), step.getValue(), step.getKey());
    }
    processes.terminate(identity, Duration.ZERO);
  }

  public static long logSize(InstanceFiles files) {
    try {
      return Files.exists(files.log()) ? Files.size(files.log()) : 0;
    } catch (IOException e) {
      throw StateFile.failure("read", files.log(), e);
    }
  }

  public static String logSince(InstanceFiles files, long offset) {
    try (var in = Files.newInputStream(files.log())) {
      in.skipNBytes(Math.min(offset, logSize(files)));
      return new String(in.readNBytes(64 * 1024), StandardCharsets.UTF_8);
    } catch (NoSuchFileException none) {
      return "";
    } catch (IOException e) {
      throw StateFile.failure("read", files.log(), e);
    }
  }

  public static String logEnd(InstanceFiles files) {
    return logSince(files, Math.max(0, logSize(files) - 8 * 1024));
  }

  public static String lastLine(String log) {
    return log.lines().reduce("nothing", (one, next) -> next);
  }
}
