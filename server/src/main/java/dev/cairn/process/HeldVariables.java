package dev.cairn.process;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An environment on its way through programs that are still root, which become another user and
 * then its program. All of it but what is Cairn's own goes by other names until they are that user:
 * whoever may set a variable of an application is not root, and what steers a shell, the dynamic
 * loader or the C library (environ(7), ld.so(8), bash(1)) is more than a list can hold.
 *
 * @param outer what the programs see that are root
 * @param names those that are held back
 */
record HeldVariables(Map<String, String> outer, List<String> names) {
  /** What a shell can give back at all. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z_]\\w*");

  /** What steers nothing on the way, and is looked for there. */
  private static final Set<String> PASSING = Set.of("HOME", Launch.MARK);

  /** What a shell, bash above all, keeps for itself: only another program can set it. */
  private static final Set<String> OF_SHELLS =
      Set.of("BASHOPTS", "BASH_VERSINFO", "EUID", "OPTIND", "PPID", "SHELLOPTS", "UID");

  private static final String HELD = "CAIRN_HELD";
  private static final String PREFIX = HELD + "_";

  /** That some are held back still. */
  static final String MARK = HELD + "=yes";

  static HeldVariables of(Map<String, String> environment) {
    var ours = Spawning.environment(Map.of());
    var outer = new LinkedHashMap<>(ours);
    var names = new ArrayList<String>();
    environment.forEach(
        (name, value) -> {
          if (PASSING.contains(name)) {
            outer.put(name, value);
          } else if (NAME.matcher(name).matches()
              && !name.startsWith(HELD) // Nobody else's to say.
              && !value.equals(ours.get(name))) {
            names.add(name);
            outer.put(PREFIX + name, value);
          }
        });
    if (!names.isEmpty()) {
      outer.put(HELD, "yes");
    }
    return new HeldVariables(outer, names);
  }

  /** A command as its user runs it: under the right names again. */
  List<String> released(List<String> argv) {
    if (names.isEmpty()) {
      return argv;
    }
    var script = new StringBuilder();
    var unset = new StringBuilder("-u " + HELD);
    var set = new StringBuilder();
    for (var name : names) {
      if (OF_SHELLS.contains(name)) {
        unset.append(" -u ").append(PREFIX).append(name);
        set.append(" %1$s=\"$%2$s%1$s\"".formatted(name, PREFIX));
      } else {
        script.append("export %1$s=\"$%2$s%1$s\"; unset %2$s%1$s; ".formatted(name, PREFIX));
      }
    }
    script.append(
        set.isEmpty() ? "unset " + HELD + "; exec " : "exec /usr/bin/env " + unset + set + " ");
    var all = new ArrayList<>(List.of("/bin/sh", "-c", script + "\"$@\"", "sh"));
    all.addAll(argv);
    return all;
  }
}
