package dev.cairn.process;

import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.Sentence;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a process begins: in a session of its own, as its user, with nothing of ours but this. */
final class Spawning {
  /**
   * As root, nothing is started outside of its group: it would outlive its end. For others that is
   * no wall.
   */
  static final String JOIN =
      """
      echo 0 2>/dev/null >|"$0" || [ "$(id -u)" != 0 ] || {
        echo "cairn: could not enter the control group of $0, so nothing was started" >&2
        exit 1
      }
      """;

  /** Where memory runs out, it goes as if it had half of the machine's besides. */
  static final String YIELD = "echo 500 2>/dev/null >|/proc/self/oom_score_adj\n";

  /** Ambient (capabilities(7)): it stays through exec, of a user that has none else. */
  private static final List<String> LISTEN_LOW =
      List.of(
          "--bounding-set=-all,+net_bind_service",
          "--inh-caps=-all,+net_bind_service",
          "--ambient-caps=-all,+net_bind_service");

  static final String BECOME = "exec \"$@\"\n";

  private Spawning() {}

  static Process spawn(
      List<String> command,
      Optional<String> user,
      Optional<Path> group,
      boolean yields,
      boolean listensLow,
      File directory,
      Map<String, String> environment,
      Redirect input,
      Redirect output) {
    NativeText.require(command, environment);
    var held =
        Processes.isRoot() && user.isPresent()
            ? HeldVariables.of(environment)
            : new HeldVariables(environment, List.of());
    var argv = joining(group, yields, detached(held.released(command), user, listensLow));
    var builder = new ProcessBuilder(argv).directory(directory).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(held.outer());
    try {
      return builder.redirectInput(input).redirectOutput(output).start();
    } catch (IOException e) {
      throw cannotStart(argv.getFirst(), e);
    }
  }

  static ProblemException cannotStart(String program, IOException cause) {
    return Problem.failed(
            "program-missing",
            "Could not start " + program + ": " + Sentence.because(cause),
            "Install " + program + " (package util-linux has setsid and setpriv) and retry.")
        .toException(cause);
  }

  /** A shell that goes into the group and becomes the command. */
  private static List<String> joining(Optional<Path> group, boolean yields, List<String> argv) {
    if (group.isEmpty()) {
      return argv;
    }
    var script = JOIN + (yields ? YIELD : "") + BECOME;
    var all = new ArrayList<>(List.of("/bin/sh", "-c", script, group.get().toString()));
    all.addAll(argv);
    return all;
  }

  /** setsid and setpriv exec what follows, so the pid stays. */
  private static List<String> detached(
      List<String> argv, Optional<String> user, boolean listensLow) {
    var all = new ArrayList<>(List.of("setsid"));
    if (Processes.isRoot() && user.isPresent()) {
      all.addAll(
          List.of(
              "setpriv",
              "--reuid=" + user.get(),
              "--regid=" + user.get(),
              "--clear-groups",
              "--no-new-privs"));
      all.addAll(listensLow ? LISTEN_LOW : List.of());
      all.add("--");
    }
    all.addAll(argv);
    return all;
  }

  static Map<String, String> environment(Map<String, String> wanted) {
    var all = new LinkedHashMap<String, String>();
    all.put("PATH", Programs.path());
    all.put("LANG", "C.UTF-8");
    all.putAll(wanted);
    return all;
  }

  static Map<String, String> withHome(Map<String, String> wanted) {
    var all = new LinkedHashMap<String, String>();
    var home = System.getProperty("user.home");
    if (Files.isDirectory(Path.of(home))) {
      all.put("HOME", home);
    }
    all.putAll(wanted);
    return all;
  }
}
