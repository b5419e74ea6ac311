package dev.cairn.process;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * An environment on its way through programs that are still root, which become another user and
 * then its program. What would steer them, where they look for programs and libraries, goes by
 * other names until they are that user: whoever may set a variable of an application is not root.
 *
 * @param outer what the programs see that are root
 * @param names those that are held back
 */
record HeldVariables(Map<String, String> outer, List<String> names) {
  /** What glibc ignores in programs that became root (unsecvars.h), and where programs are. */
  private static final Pattern STEERS =
      Pattern.compile(
          "PATH|LD_\\w*|MALLOC_\\w*|GLIBC_TUNABLES|GCONV_PATH|GETCONF_DIR|HOSTALIASES|LOCALDOMAIN"
              + "|LOCPATH|NIS_PATH|NLSPATH|RESOLV_HOST_CONF|RES_OPTIONS|TMPDIR|TZDIR");

  private static final String HELD = "CAIRN_HELD";
  private static final String PREFIX = HELD + "_";

  /** That some are held back still. */
  static final String MARK = HELD + "=yes";

  static HeldVariables of(Map<String, String> environment) {
    var outer = new LinkedHashMap<String, String>();
    var names = new ArrayList<String>();
    environment.forEach(
        (name, value) -> {
          boolean isOurs = name.equals("PATH") && value.equals(Programs.path());
          if (name.startsWith(HELD)) {
            return; // Nobody else's to say.
          }
          if (STEERS.matcher(name).matches() && !isOurs) {
            names.add(name);
            outer.put(PREFIX + name, value);
          } else {
            outer.put(name, value);
          }
        });
    if (!names.isEmpty()) {
      outer.put("PATH", Programs.path());
      outer.put(HELD, "yes");
    }
    return new HeldVariables(outer, names);
  }

  /** A command as its user runs it: under the right names again. */
  List<String> released(List<String> argv) {
    if (names.isEmpty()) {
      return argv;
    }
    var script = new StringBuilder("unset " + HELD + "; ");
    for (var name : names) {
      script.append("export %1$s=\"$%2$s%1$s\"; unset %2$s%1$s; ".formatted(name, PREFIX));
    }
    var all = new ArrayList<>(List.of("/bin/sh", "-c", script + "exec \"$@\"", "sh"));
    all.addAll(argv);
    return all;
  }
}
