package dev.cairn.process;

import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.core.ReadyWait;
import dev.cairn.core.StateFile;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts, finds and ends processes of this machine. Has no state. */
public final class Processes {
  private static final Logger LOG = LoggerFactory.getLogger(Processes.class);
  private static final Duration SETTLE = Duration.ofSeconds(10);

  /**
   * A second in {@code /proc}, on every architecture that Java runs on; see USER_HZ in times(7).
   */
  private static final int TICKS_PER_SECOND = 100;

  private static final Set<String> DETACHERS = Set.of("setsid", "setpriv");
  private static final Set<String> STARTERS = Set.of("jspawnhelper", "java", "setsid", "setpriv");

  /** Whether Cairn is root, and so can run engines and applications as users of their own. */
  public static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  /**
   * Starts a process in a session of its own: neither our death nor a terminal's Ctrl-C reaches it.
   * Returns once it runs its own executable, which is what the identity names.
   *
   * @throws dev.cairn.core.ProblemException {@code process-start-failed} where it cannot start or
   *     ended at once
   */
  public ProcessIdentity start(Launch launch) {
    StateFile.keepPrivate(launch.output());
    if (isRoot() && launch.reopens() && launch.user().isPresent()) {
      StateFile.letWrite(launch.output(), launch.user().get());
    }
    var process =
        Spawning.spawn(
            launch.argv(),
            launch.user(),
            launch.group(),
            launch.yields(),
            launch.listensLow(),
            launch.directory().toFile(),
            Spawning.environment(launch.environment()),
            Redirect.from(new File("/dev/null")),
            Redirect.appendTo(launch.output().toFile()));
    var program = Path.of(launch.argv().getFirst()).getFileName().toString();
    var identity =
        ReadyWait.upTo(SETTLE)
            .every(Duration.ofMillis(1))
            .forResult(
                program + " to start",
                () -> {
                  // Once more: what was settled may have taken its own program's place in between.
                  var found =
                      find(process.pid())
                          .filter(it -> isSettled(it, program))
                          .flatMap(it -> find(it.pid()))
                          .filter(it -> name(it).equals(program) || !DETACHERS.contains(name(it)));
                  if (found.isEmpty() && !process.isAlive()) {
                    throw Problem.failed(
                            "process-start-failed",
                            program + " ended with status " + process.exitValue() + " at once.",
                            "Read " + launch.output() + ".")
                        .toException();
                  }
                  return found;
                });
    LOG.info("Started {} as pid {}", launch, identity.pid());
    return identity;
  }

  /** The process of that pid as it is now; empty where there is none, or a zombie. */
  public Optional<ProcessIdentity> find(long pid) {
    return ProcFs.stat(pid)
        .filter(stat -> !stat.isDead())
        .map(
            stat ->
                new ProcessIdentity(
                    pid,
                    stat.startTicks(),
                    ProcFs.bootId(),
                    ProcFs.executable(pid).orElse("unknown").replace(" (deleted)", "")));
  }

  /**
   * The processes that were launched {@linkplain Launch#marked marked} so as this user and still
   * run. Anybody can mark a process so, but only root can make one of that user.
   *
   * @param user as it was launched with
   */
  public List<ProcessIdentity> findMarked(String instance, Optional<String> user) {
    var users = Accounts.ownAnd(user);
    // Whose it is first: an environment may be megabytes, and anybody has as many as he likes.
    return ProcFs.pids().stream()
        .filter(pid -> ProcFs.isOf(pid, users) && isMarked(pid, instance))
        .flatMap(pid -> find(pid).stream())
        // Another may have that number by now.
        .filter(it -> ProcFs.isOf(it.pid(), users) && isMarked(it, instance) && isAlive(it))
        .toList();
  }

  /** Whether the kernel says that it is this user's, or Cairn's own: on its way to that user. */
  public boolean isOf(ProcessIdentity identity, Optional<String> user) {
    return ProcFs.isOf(identity.pid(), Accounts.ownAnd(user)) && isAlive(identity);
  }

  /** Whether it runs a program that only root or Cairn itself can have put there. */
  public boolean runsInstalled(ProcessIdentity identity) {
    return ProcFs.hasProgramOf(identity.pid(), List.of(0L, ProcFs.ownUserId().orElse(0)))
        && isAlive(identity);
  }

  /** The processes that run in a directory, whoever they were launched by. */
  public List<ProcessIdentity> findIn(Path directory) {
    try {
      var real = Optional.of(directory.toRealPath());
      return ProcFs.pids().stream()
          .filter(pid -> ProcFs.directory(pid).equals(real))
          .flatMap(pid -> find(pid).stream())
          .toList();
    } catch (IOException nobodyIsThere) {
      return List.of();
    }
  }

  /** The processes that one of these started and still run. */
  public List<ProcessIdentity> childrenOf(List<ProcessIdentity> parents) {
    var pids = parents.stream().map(ProcessIdentity::pid).toList();
    return ProcFs.pids().stream()
        .filter(pid -> ProcFs.stat(pid).filter(it -> pids.contains(it.parent())).isPresent())
        .flatMap(pid -> find(pid).stream())
        .toList();
  }

  /** Whether this process was launched {@linkplain Launch#marked marked} so. */
  public boolean isMarked(ProcessIdentity identity, String instance) {
    return isMarked(identity.pid(), instance);
  }

  static boolean isMarked(long pid, String instance) {
    return ProcFs.hasVariable(pid, Launch.MARK + "=" + instance);
  }

  /** Whether exactly this process runs; a zombie, or another one with its pid, is not it. */
  public boolean isAlive(ProcessIdentity identity) {
    return ProcFs.stat(identity.pid())
            .filter(stat -> !stat.isDead() && stat.startTicks() == identity.startTicks())
            .isPresent()
        && ProcFs.bootId().equals(identity.bootId());
  }

  /** Whether somebody keeps it from running until it is told to go on; see signal(7), SIGSTOP. */
  public boolean isStopped(ProcessIdentity identity) {
    return isAlive(identity)
        && ProcFs.stat(identity.pid()).filter(stat -> stat.state() == 'T').isPresent();
  }

  /** Processor time that it has taken so far, all threads together; none where it is gone. */
  public Duration worked(ProcessIdentity identity) {
    return ProcFs.stat(identity.pid())
        .filter(stat -> stat.startTicks() == identity.startTicks())
        .map(stat -> Duration.ofMillis(stat.workedTicks() * 1000 / TICKS_PER_SECOND))
        .orElse(Duration.ZERO);
  }

  /** Resident memory; empty where the process is gone. */
  public Optional<Bytes> memory(ProcessIdentity identity) {
    var bytes = ProcFs.residentBytes(identity.pid());
    return isAlive(identity) && bytes.isPresent()
        ? Optional.of(new Bytes(bytes.getAsLong()))
        : Optional.empty();
  }

  /** Sends a signal to exactly this process. False where it does not run. */
  public boolean signal(ProcessIdentity identity, Signal signal) {
    return isAlive(identity) && Termination.kill(signal, List.of(identity.pid()));
  }

  /**
   * Ends a process and all of its session: asks with TERM, and after {@code grace} kills. Returns
   * when nothing of it runs; at once where nothing did.
   *
   * @throws dev.cairn.core.ProblemException {@code not-ended}
   */
  public void terminate(ProcessIdentity identity, Duration grace) {
    Termination.ofSession(identity, grace);
  }

  /**
   * Kills all that runs as a user, whatever session or environment it has given itself: the kernel
   * says whose a process is. For users that run nothing else than what Cairn starts; does nothing
   * where there is none of that name, or where it is root.
   *
   * @throws dev.cairn.core.ProblemException {@code not-ended}
   */
  void endAllOf(String user) {
    Accounts.uid(user).stream()
        .filter(uid -> uid > 0)
        .forEach(uid -> Termination.ofUser(this, user, uid));
  }

  /**
   * Ends a process, its session, all that is {@linkplain Launch#marked marked} so and all their
   * descendants, whatever session they went into: asks with TERM, and after {@code grace} kills.
   *
   * @param user as marked ones were launched with
   */
  public void terminate(
      Optional<ProcessIdentity> head, String mark, Optional<String> user, Duration grace) {
    terminate(head, mark, user, Optional.empty(), grace);
  }

  /**
   * The same, with all that is in a control group: after the grace nothing in that starts anything
   * more.
   *
   * @param group the list of its members
   */
  public void terminate(
      Optional<ProcessIdentity> head,
      String mark,
      Optional<String> user,
      Optional<Path> group,
      Duration grace) {
    Termination.of(new Family(head, mark, user, group), mark, grace);
  }

  /** What a process, its session and all that is marked so listen on, with their descendants. */
  public List<InetSocketAddress> listeners(
      Optional<ProcessIdentity> head, String mark, Optional<String> user) {
    return Listening.of(new Family(head, mark, user, Optional.empty()).members());
  }

  /** What all processes in the network of this one listen on; nothing where we may not look. */
  public List<InetSocketAddress> listenersBeside(long pid) {
    return Listening.beside(pid);
  }

  /** Whether a process is in a control group of that name: that of a container, by its id. */
  public boolean isInGroup(long pid, String name) {
    return ProcFs.groups(pid).contains(name);
  }

  /**
   * Runs a command to its end.
   *
   * @throws dev.cairn.core.ProblemException {@code command-timed-out}, {@code command-cancelled},
   *     {@code disk-full} where it failed and not even its log could be written; {@code
   *     program-missing} where nothing can be started at all. A status other than 0 is an outcome:
   *     127 where there is no such program
   */
  public Outcome run(Command command) {
    command.log().ifPresent(StateFile::keepPrivate);
    var directory = command.directory().orElse(Path.of("/")).toFile();
    var process =
        Spawning.spawn(
            command.argv(),
            command.user(),
            command.group(),
            command.yields(),
            false,
            directory,
            Spawning.environment(Spawning.withHome(command.environment())),
            Redirect.PIPE,
            Redirect.PIPE);
    return new CommandRun(this, command, process).finish();
  }

  private static String name(ProcessIdentity identity) {
    return Path.of(identity.executable()).getFileName().toString();
  }

  private static boolean isSettled(ProcessIdentity identity, String program) {
    var name = name(identity);
    return !name.equals("unknown")
        && (!STARTERS.contains(name) || name.equals(program))
        // The kernel names the new program first: until then its mark is not to be seen.
        && ProcFs.hasEnvironment(identity.pid())
        // A shell still, on its way into a group; after it come those that detach.
        && !ProcFs.commandLine(identity.pid()).contains(Spawning.JOIN)
        && !(isRoot() && ProcFs.hasVariable(identity.pid(), HeldVariables.MARK));
  }
}
