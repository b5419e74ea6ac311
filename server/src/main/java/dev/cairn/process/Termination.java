package dev.cairn.process;

import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.ReadyWait;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How what runs is ended: asked with TERM, killed after a grace. Who forks and ends all the time is
 * gone from each list before its members are killed; so what is in a control group is kept from
 * forking first, and what is a user's or a process group's is killed at one stroke.
 */
final class Termination {
  private static final Logger LOG = LoggerFactory.getLogger(Termination.class);
  private static final Duration SETTLE = Duration.ofSeconds(10);
  private static final Duration LOOK = Duration.ofMillis(20);
  private static final int LOOKS = 5;
  private static final Duration ONE_STROKE = Duration.ofSeconds(1);

  /** All that the kernel lets this user signal, but the shell itself; see kill(2). */
  private static final String KILL_ALL =
      "[ \"$(id -u)\" = \"$1\" ] && [ \"$1\" -gt 0 ] || exit 1; kill -s KILL -- -1; exit 0";

  private Termination() {}

  /**
   * Ends a family. Returns when nothing of it runs; at once where nothing did.
   *
   * @throws dev.cairn.core.ProblemException {@code not-ended}
   */
  static void of(Family family, String name, Duration grace) {
    var members = family.members();
    if (members.isEmpty()) {
      return;
    }
    kill(Signal.TERM, members);
    if (!ReadyWait.upTo(grace)
        .every(Duration.ofMillis(10))
        .holdsInTime(() -> family.members().isEmpty())) {
      LOG.info("{} did not end within {}: killing it", name, grace);
      family.group().ifPresent(ControlGroup::stopForks);
      killUntilGone(
          "what runs for " + name,
          SETTLE,
          () -> {
            family.group().ifPresent(ControlGroup::kill);
            var left = family.members();
            kill(Signal.KILL, left);
            return Optional.of(left);
          });
    }
    LOG.info("Ended {} ({} processes)", name, members.size());
  }

  /** The same of a process and its session. */
  static void ofSession(ProcessIdentity leader, Duration grace) {
    if (sessionOf(leader).isEmpty()) {
      return;
    }
    signalSession(leader, Signal.TERM);
    if (!ReadyWait.upTo(grace).holdsInTime(() -> lookAt(leader).isEmpty())) {
      LOG.info("pid {} did not end within {}: killing it", leader.pid(), grace);
      killUntilGone(
          "pid " + leader.pid(), SETTLE, () -> Optional.of(signalSession(leader, Signal.KILL)));
    }
    LOG.info("Ended {} (pid {})", leader.executable(), leader.pid());
  }

  /** Kills all that runs as a user of this name, other than root. */
  static void ofUser(Processes processes, String name, long uid) {
    killUntilGone(
        "the processes of user " + name,
        SETTLE,
        () -> {
          boolean struck = strike(processes, name, uid);
          var left =
              ProcFs.pids().stream()
                  .filter(pid -> ProcFs.userId(pid).equals(OptionalLong.of(uid)))
                  .filter(pid -> ProcFs.stat(pid).filter(stat -> !stat.isDead()).isPresent())
                  .toList();
          kill(Signal.KILL, left);
          // Before the stroke an empty list proves nothing.
          return struck || !left.isEmpty() ? Optional.of(left) : Optional.empty();
        });
  }

  /** False where somebody of that user's kept it from being done. */
  private static boolean strike(Processes processes, String name, long uid) {
    try {
      return processes
          .run(
              Command.of("/bin/sh", "-c", KILL_ALL, "sh", String.valueOf(uid))
                  .as(Optional.of(name))
                  .within(ONE_STROKE))
          .succeeded();
    } catch (ProblemException e) {
      if (e.problem().code().equals("command-timed-out")) {
        return false;
      }
      throw e;
    }
  }

  /**
   * @param strike kills, and says who was there; empty where that is not known
   */
  static void killUntilGone(String what, Duration patience, Supplier<Optional<List<Long>>> strike) {
    var last = new ArrayList<Long>();
    boolean gone =
        ReadyWait.upTo(patience)
            .every(LOOK)
            .holdsInTime(
                () -> {
                  var there = strike.get();
                  last.clear();
                  there.ifPresent(last::addAll);
                  return there.filter(List::isEmpty).isPresent();
                });
    if (!gone) {
      throw notEnded(what, patience, last).toException();
    }
  }

  private static Problem notEnded(String what, Duration patience, List<Long> left) {
    var pids = left.stream().map(String::valueOf).collect(Collectors.joining(","));
    return Problem.failed(
        "not-ended",
        "Could not end "
            + what
            + ": "
            + (pids.isEmpty() ? "something" : pids)
            + " was still there after "
            + patience.toSeconds()
            + " s of being killed.",
        "Look at it with: ps "
            + (pids.isEmpty() ? "-A" : "-p " + pids)
            + " -o pid,user,stat,wchan,args; end it, and try again.");
  }

  /** Process groups of a session are all in it: they get the signal at one stroke. */
  private static List<Long> signalSession(ProcessIdentity leader, Signal signal) {
    var members = lookAt(leader);
    var all = new ArrayList<>(members);
    members.stream()
        .flatMap(pid -> ProcFs.stat(pid).stream())
        .filter(stat -> stat.session() == leader.pid() && stat.group() > 1)
        .map(stat -> -stat.group())
        .distinct()
        .forEach(all::add);
    kill(signal, all);
    return members;
  }

  /** One look misses who forks while it goes on. */
  private static List<Long> lookAt(ProcessIdentity leader) {
    return IntStream.range(0, LOOKS)
        .mapToObj(look -> sessionOf(leader))
        .filter(members -> !members.isEmpty())
        .findFirst()
        .orElse(List.of());
  }

  /** Everything alive in the session that this process leads, itself included. */
  private static List<Long> sessionOf(ProcessIdentity identity) {
    var leader = ProcFs.stat(identity.pid());
    boolean reused = leader.isPresent() && leader.get().startTicks() != identity.startTicks();
    if (reused || !ProcFs.bootId().equals(identity.bootId())) {
      return List.of();
    }
    // A pid is not given out again while a session of its number has members.
    var members = new ArrayList<Long>();
    for (long pid : ProcFs.pids()) {
      ProcFs.stat(pid)
          .filter(stat -> !stat.isDead())
          .filter(stat -> pid == identity.pid() || stat.session() == identity.pid())
          .ifPresent(stat -> members.add(pid));
    }
    return members;
  }

  /**
   * @param targets pids, and process groups with a minus
   */
  static boolean kill(Signal signal, List<Long> targets) {
    if (targets.isEmpty()) {
      return false;
    }
    // The shell's own kill: there is always one, unlike a program of that name.
    var argv =
        new ArrayList<>(List.of("/bin/sh", "-c", "kill -s \"$@\"", "sh", signal.name(), "--"));
    targets.forEach(target -> argv.add(String.valueOf(target)));
    try {
      return new ProcessBuilder(argv)
              .redirectErrorStream(true)
              .redirectOutput(Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      throw Spawning.cannotStart("/bin/sh", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
