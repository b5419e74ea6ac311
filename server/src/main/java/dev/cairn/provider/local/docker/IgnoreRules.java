package dev.cairn.provider.local.docker;

import dev.cairn.core.Problem;
import dev.cairn.core.Sentence;
import dev.cairn.provider.local.source.SourceFiles.Entry;
import dev.cairn.provider.local.source.SourceFiles.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The patterns of a {@code .dockerignore}, to the letter as the engine's own command reads them:
 * the last that matches decides, {@code !} takes back, a pattern that matches a directory matches
 * what is in it. See docs.docker.com/build/concepts/context/#dockerignore-files and
 * github.com/moby/patternmatcher.
 */
final class IgnoreRules {
  /**
   * Whether a directory that is left out is looked into for what {@code !} takes back. Commands
   * differ where that begins with a wildcard: newer ones look everywhere, older ones only where the
   * pattern's own text begins with the directory's name.
   */
  enum Depth {
    EVERYWHERE,
    WHERE_NAMED
  }

  private record Rule(String text, Pattern pattern, boolean takesBack) {
    boolean namesWithin(String directory) {
      return takesBack && (text + "/").startsWith(directory + "/");
    }

    boolean isWild() {
      return takesBack && WILD.matcher(text).find();
    }
  }

  /** Of one path: whether it is left out, and which rules matched it. */
  private record Match(boolean excluded, BitSet rules) {}

  /**
   * More than any author writes, and few enough to keep for each directory which of them matched.
   */
  private static final int MOST_RULES = 1000;

  /** No path is longer that could match it. */
  private static final int LONGEST_RULE = 1024;

  /** Seconds of work. A pattern of many {@code **} may want years. */
  private static final long MOST_LOOKS = 1_000_000_000L;

  private static final Pattern WILD = Pattern.compile("[*\\[\\]?^\\\\]");
  private static final String SPECIAL = ".+()|{}$";

  private final List<Rule> rules;

  private IgnoreRules(List<Rule> rules) {
    this.rules = rules;
  }

  /** Of a file's text. */
  static IgnoreRules parse(String text) {
    var rules = new ArrayList<Rule>();
    text.replaceFirst("^\uFEFF", "")
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .limit(MOST_RULES + 1L)
        .forEach(line -> rules.add(rule(line)));
    if (rules.size() > MOST_RULES) {
      throw unusable("has more than " + MOST_RULES + " patterns");
    }
    return new IgnoreRules(List.copyOf(rules));
  }

  /** What a build gets of these, which have each directory before what is in it. */
  List<Entry> kept(List<Entry> all, Depth depth) {
    if (rules.isEmpty()) {
      return all;
    }
    var looks = new Looks();
    var kept = new ArrayList<Entry>();
    var matches = new HashMap<String, Optional<Match>>();
    for (var entry : all) {
      var parent = parent(entry.path());
      var above = parent.isEmpty() ? NOTHING : matches.getOrDefault(parent, Optional.empty());
      if (above.isEmpty()) {
        continue;
      }
      var match = match(entry.path(), parent.isEmpty() ? Optional.empty() : above, looks);
      boolean passed = !match.excluded || isLookedInto(entry, depth);
      if (entry.kind() == Kind.DIRECTORY) {
        matches.put(entry.path(), Optional.of(match).filter(it -> passed));
      }
      if (!match.excluded) {
        kept.add(entry);
      }
    }
    return List.copyOf(kept);
  }

  private static final Optional<Match> NOTHING = Optional.of(new Match(false, new BitSet()));

  private boolean isLookedInto(Entry directory, Depth depth) {
    return rules.stream()
        .anyMatch(
            rule ->
                rule.namesWithin(directory.path()) || (depth == Depth.EVERYWHERE && rule.isWild()));
  }

  /** What matched a directory matches what is in it. */
  private Match match(String path, Optional<Match> parent, Looks looks) {
    boolean excluded = false;
    var matched = new BitSet();
    var watched = new Watched(path, looks);
    for (int i = 0; i < rules.size(); i++) {
      var rule = rules.get(i);
      boolean above = parent.isPresent() && parent.get().rules.get(i);
      if (!above && rule.takesBack != excluded) {
        continue;
      }
      matched.set(i, above || rule.pattern.matcher(watched).matches());
      if (matched.get(i)) {
        excluded = !rule.takesBack;
      }
    }
    return new Match(excluded, matched);
  }

  /** How often characters have been looked at, in all paths together. */
  private static final class Looks {
    private long taken;

    void take() {
      if (++taken > MOST_LOOKS) {
        throw unusable("takes too long to match with the names of the files");
      }
    }
  }

  /** A path whose reader is counted: a pattern that goes to and fro in it comes to an end. */
  private record Watched(String path, Looks looks) implements CharSequence {
    @Override
    public int length() {
      return path.length();
    }

    @Override
    public char charAt(int index) {
      looks.take();
      return path.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return path.subSequence(start, end);
    }

    @Override
    public String toString() {
      return path;
    }
  }

  private static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  private static Rule rule(String line) {
    if (line.length() > LONGEST_RULE) {
      throw bad(line.substring(0, 40) + "…", "it is longer than any path");
    }
    boolean back = line.startsWith("!");
    var glob = clean((back ? line.substring(1) : line).strip());
    if (glob.isEmpty()) {
      throw bad(line, "nothing stands behind the !");
    }
    try {
      return new Rule(glob, Pattern.compile(regex(glob), Pattern.UNIX_LINES), back);
    } catch (PatternSyntaxException e) {
      throw bad(line, e.getDescription());
    }
  }

  private static dev.cairn.core.ProblemException bad(String line, String why) {
    return Problem.invalid(
            "bad-dockerignore",
            "The line \"" + line + "\" of the .dockerignore is no pattern: " + Sentence.ended(why),
            "Correct it.")
        .toException();
  }

  private static dev.cairn.core.ProblemException unusable(String why) {
    return Problem.invalid(
            "bad-dockerignore",
            "The .dockerignore " + Sentence.ended(why),
            "Write fewer patterns, with fewer * and ** in each.")
        .toException();
  }

  /** Without {@code ./}, doubled and outer slashes; {@code ..} resolved where it can be. */
  private static String clean(String text) {
    if (text.isEmpty()) {
      return "";
    }
    var normal = Path.of(text).normalize().toString();
    return normal.isEmpty() ? "." : normal.length() > 1 ? normal.replaceFirst("^/", "") : normal;
  }

  private static String regex(String glob) {
    var regex = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      if (glob.startsWith("**", i)) {
        i++;
        if (glob.startsWith("/", i + 1)) {
          i++;
        }
        regex.append(i + 1 == glob.length() ? ".*" : "(.*/)?");
      } else if (c == '*') {
        regex.append("[^/]*");
      } else if (c == '?') {
        regex.append("[^/]");
      } else if (c == '\\' && i + 1 < glob.length()) {
        regex.append(Pattern.quote(String.valueOf(glob.charAt(++i))));
      } else if (c == '\\' || SPECIAL.indexOf(c) >= 0) {
        regex.append('\\').append(c);
      } else {
        regex.append(c);
      }
    }
    return regex.toString();
  }
}
