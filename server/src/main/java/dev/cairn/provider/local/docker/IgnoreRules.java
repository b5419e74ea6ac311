package dev.cairn.provider.local.docker;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The patterns of a {@code .dockerignore}: the last that matches decides, {@code !} takes back, a
 * pattern that matches a directory matches what is in it. See
 * docs.docker.com/build/concepts/context/#dockerignore-files.
 */
final class IgnoreRules {
  private record Rule(Pattern pattern, boolean excludes) {}

  private final List<Rule> rules;

  IgnoreRules(List<String> lines) {
    rules =
        lines.stream()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
            .map(IgnoreRules::rule)
            .toList();
  }

  boolean excludes(Path file) {
    var text = file.toString();
    boolean excluded = false;
    for (var rule : rules) {
      if (rule.pattern.matcher(text).matches()) {
        excluded = rule.excludes;
      }
    }
    return excluded;
  }

  private static Rule rule(String line) {
    boolean back = line.startsWith("!");
    var glob = (back ? line.substring(1) : line).strip().replaceAll("^(\\./|/)+", "");
    glob = glob.replaceAll("/+$", "");
    var regex = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      if (glob.startsWith("**/", i)) {
        regex.append("(?:.*/)?");
        i += 2;
      } else if (glob.startsWith("**", i)) {
        regex.append(".*");
        i++;
      } else if (c == '*') {
        regex.append("[^/]*");
      } else if (c == '?') {
        regex.append("[^/]");
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return new Rule(Pattern.compile(regex + "(?:/.*)?", Pattern.DOTALL), !back);
  }
}
