package dev.cairn.provider.local.mysql;

import dev.cairn.core.Problem;
import dev.cairn.core.ReadyWait;
import dev.cairn.core.Sentence;
import dev.cairn.core.StateFile;
import dev.cairn.engine.mysql.MySqlBinaryLog;
import dev.cairn.engine.mysql.MySqlCommands;
import dev.cairn.engine.mysql.MySqlCommands.Writes;
import dev.cairn.process.ProcessIdentity;
import dev.cairn.process.Processes;
import dev.cairn.process.Signal;
import dev.cairn.process.SystemUsers;
import dev.cairn.provider.Observed;
import dev.cairn.provider.local.files.Trees;
import dev.cairn.provider.local.instance.EngineProcess;
import dev.cairn.provider.local.instance.Gateways;
import dev.cairn.provider.local.instance.Greeting;
import dev.cairn.provider.local.instance.InstanceFiles;
import dev.cairn.provider.local.instance.InstanceRecord;
import dev.cairn.provider.local.instance.LocalState;
import dev.cairn.provider.local.instance.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The MySQL process of one instance: looked for, started, stopped. Has no state. */
public final class MySqlServer {
  private static final Logger LOG = LoggerFactory.getLogger(MySqlServer.class);

  /** What a large buffer pool takes to reach the disk. */
  private static final Duration STOP = Duration.ofMinutes(3);

  /** A statement of {@code --init-file} failed; the text follows. */
  private static final String STATEMENT_FAILED = "[ERROR] [MY-000061]";

  private static final Duration LAST_THREADS = Duration.ofSeconds(3);

  private static final Duration PROBE = Duration.ofSeconds(2);

  private final EngineProcess process;

  public MySqlServer(Processes processes) {
    this.process = new EngineProcess(processes, "MySQL", "mysqld");
  }

  Optional<ProcessIdentity> find(InstanceFiles files) {
    return process.find(files);
  }

  Optional<ProcessIdentity> findQuickly(InstanceFiles files) {
    return process.findRecorded(files);
  }

  static Path conf(InstanceFiles files) {
    return files.directory().resolve("my.cnf");
  }

  private static Path pidFile(InstanceFiles files) {
    return files.data().resolve("mysqld.pid");
  }

  static void makeTemporary(Path directory) {
    if (Files.isDirectory(directory)) {
      return;
    }
    try {
      Files.createDirectory(directory);
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    } catch (IOException e) {
      throw StateFile.failure("create", directory, e);
    }
    Trees.give(directory, SystemUsers.engineUser());
  }

  /** Whether it runs since before Cairn had MySQL keep a binary log. */
  boolean runsUnlogged(InstanceFiles files) {
    return StateFile.find(conf(files)).filter(text -> text.contains(MySqlBinaryLog.OFF)).isPresent()
        && find(files).isPresent();
  }

  /** Whether it finished its start: that is when it writes its pid down. */
  private static boolean isStarted(InstanceFiles files, ProcessIdentity identity) {
    return files
        .findData("mysqld.pid")
        .filter(text -> text.strip().equals(String.valueOf(identity.pid())))
        .isPresent();
  }

  /** By looking at files and {@code /proc} only. */
  LocalState state(InstanceFiles files) {
    var identity = findQuickly(files);
    if (identity.isEmpty()) {
      return new LocalState(
          Observed.State.FAILED,
          "MySQL is not running; its log ends with: "
              + withoutPrefix(EngineProcess.lastLine(EngineProcess.logEnd(files))));
    }
    return isStarted(files, identity.get())
        ? LocalState.running()
        : new LocalState(Observed.State.STARTING, "MySQL is starting.");
  }

  /**
   * Starts it where it does not run, and waits until it greets clients.
   *
   * @param statements run before it lets anybody in
   * @throws dev.cairn.core.ProblemException {@code port-taken}, {@code disk-full}, {@code
   *     library-missing}, {@code engine-start-failed}
   */
  void start(InstanceFiles files, InstanceRecord instance, Path bin, Optional<Path> statements) {
    // One that was killed this moment may still be found: then it ends, and another is started.
    if (find(files).filter(it -> greetsOrEnds(files, instance, it)).isPresent()) {
      return;
    }
    long logged = EngineProcess.logSize(files);
    if (!greetsOrEnds(files, instance, launch(files, instance, bin, statements))) {
      throw whyEnded(files, EngineProcess.logSince(files, logged), instance.port()).toException();
    }
    if (statements.isPresent()) {
      requireDone(files, EngineProcess.logSince(files, logged));
    }
  }

  /** False where it ended. */
  private boolean greetsOrEnds(
      InstanceFiles files, InstanceRecord instance, ProcessIdentity identity) {
    process.record(files, identity);
    return process.awaitReady(identity, instance.port(), () -> greets(instance.port()));
  }

  /** A server goes on without the statements that it could not run. */
  private static void requireDone(InstanceFiles files, String said) {
    if (said.contains(STATEMENT_FAILED)) {
      throw Problem.failed(
              "engine-start-failed",
              "MySQL did not take its first statements: " + Sentence.ended(lastError(said)),
              "Read " + files.log() + ".")
          .toException();
    }
  }

  private ProcessIdentity launch(
      InstanceFiles files, InstanceRecord instance, Path bin, Optional<Path> statements) {
    try {
      var _ = Files.deleteIfExists(pidFile(files));
    } catch (IOException e) {
      throw StateFile.failure("delete", pidFile(files), e);
    }
    awaitFree(instance.port());
    return process.launch(
        files,
        MySqlCommands.server(bin, conf(files), addresses(instance), writes(instance), statements),
        instance.port());
  }

  /** Of a server that was killed, some threads live on for a moment, and its port with them. */
  private static void awaitFree(int port) {
    if (!ReadyWait.upTo(LAST_THREADS)
        .every(Duration.ofMillis(20))
        .holdsInTime(() -> Ports.isFree(port))) {
      LOG.info("Port {} stays taken", port);
    }
  }

  /** It does not start where an address is missing, as one is while the stage's network is away. */
  private static List<String> addresses(InstanceRecord instance) {
    var addresses = new ArrayList<>(List.of("127.0.0.1"));
    instance.findGateway().filter(Gateways::exists).ifPresent(addresses::add);
    return addresses;
  }

  /** Connections wait in the kernel's queue until the server is there and speaks first. */
  private static boolean greets(int port) {
    return Greeting.of(port, new byte[0], PROBE) == Greeting.Answer.SAID;
  }

  private Problem whyEnded(InstanceFiles files, String said, int port) {
    return MySqlLibraries.find(said)
        .map(MySqlLibraries::problem)
        .or(() -> confined(files, said))
        .orElseGet(() -> process.whyEnded(files, said, port, MySqlServer::lastError));
  }

  private static Optional<Problem> confined(InstanceFiles files, String said) {
    return said.contains("Permission denied") || said.contains("OS errno 13")
        ? Optional.of(
            Problem.failed(
                "engine-start-failed",
                "MySQL may not use " + files.directory() + ": " + Sentence.ended(lastError(said)),
                "Where AppArmor confines the system's mysqld (aa-status lists it), allow it this"
                    + " directory in /etc/apparmor.d/local/usr.sbin.mysqld, or name another"
                    + " directory of binaries in config.yaml."))
        : Optional.empty();
  }

  /** The reason in a log, for people: its first error, as later ones follow from it. */
  static String lastError(String log) {
    return log.lines()
        .filter(line -> line.contains("[ERROR]"))
        .map(MySqlServer::withoutPrefix)
        .findFirst()
        .orElseGet(() -> withoutPrefix(EngineProcess.lastLine(log)));
  }

  /** A line of its log without time, thread, level, code and subsystem. */
  static String withoutPrefix(String line) {
    return line.replaceFirst("^\\S+ \\d+ (\\[[^]]*] ?)*", "").strip();
  }

  /** Who may write to it as it starts; the file says nobody, for who starts it without us. */
  private static Writes writes(InstanceRecord instance) {
    if (!MySqlConfs.takesWrites(instance)) {
      return Writes.NONE;
    }
    return instance.isWritable() ? Writes.ALL : Writes.ADMINISTRATORS;
  }

  /** An orderly shutdown; what does not end in time is made to, and recovers when it starts. */
  void stop(InstanceFiles files) {
    find(files).ifPresent(identity -> process.stop(files, identity, Map.of(Signal.TERM, STOP)));
  }
}
