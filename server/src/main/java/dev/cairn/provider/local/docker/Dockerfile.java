package dev.cairn.provider.local.docker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a Dockerfile asks of its builder. Pure; reads only as much as that takes. See
 * docs.docker.com/reference/dockerfile.
 *
 * @param syntax the frontend that {@code # syntax=} names
 * @param needs what only BuildKit can, each with its line
 */
record Dockerfile(String text, Optional<String> syntax, List<Need> needs) {
  /** As {@code RUN --mount} in line 7. */
  record Need(String what, int line) {
    @Override
    public String toString() {
      return "`" + what + "` in line " + line;
    }
  }

  private static final Pattern DIRECTIVE =
      Pattern.compile("^#\\s*([A-Za-z][A-Za-z0-9]*)\\s*=\\s*(.+)$");
  private static final Pattern HEREDOC =
      Pattern.compile("(?:^|\\s)\\d*<<-?\\s*(?:([\"'])([^\"'<\\s]+)\\1|([A-Za-z_][A-Za-z0-9_.]*))");
  private static final Pattern OFFICIAL =
      Pattern.compile("(?:docker\\.io/)?docker/dockerfile(?:-upstream)?(?:[:@].*)?");
  private static final List<String> RUN_FLAGS = List.of("--mount", "--network", "--security");
  private static final List<String> COPY_FLAGS =
      List.of(
          "--chmod",
          "--link",
          "--parents",
          "--exclude",
          "--checksum",
          "--keep-git-dir",
          "--unpack");

  static Dockerfile parse(String text) {
    var lines = text.replaceFirst("^\uFEFF", "").lines().toList();
    Optional<String> syntax = Optional.empty();
    var escape = "\\";
    int at = 0;
    for (; at < lines.size(); at++) {
      var directive = DIRECTIVE.matcher(lines.get(at).strip());
      if (!directive.matches()) {
        break;
      }
      switch (directive.group(1).toLowerCase(Locale.ROOT)) {
        case "syntax" -> syntax = Optional.of(directive.group(2));
        case "escape" -> escape = directive.group(2);
        case "check" -> {}
        default -> at = lines.size();
      }
    }
    return new Dockerfile(text, syntax, needs(lines, escape));
  }

  /** Whether the frontend that it names is Docker's, which engines have one of built in. */
  boolean hasOfficialSyntax() {
    return syntax.filter(it -> OFFICIAL.matcher(it.split("\\s", 2)[0]).matches()).isPresent();
  }

  /** The same, line by line, for the frontend that the engine has built in. */
  String withoutSyntax() {
    return text.replaceFirst(
        "(?im)^(\uFEFF?)#\\s*syntax\\s*=.*$", "$1# (built by the engine's own frontend)");
  }

  /**
   * So that none is searched through for an end that does not come.
   *
   * @param ends the last line of each text
   */
  private record Text(List<String> lines, Map<String, Integer> ends) {}

  private static String withoutTabs(String line) {
    return line.replaceFirst("^\t+", "");
  }

  private static List<Need> needs(List<String> lines, String escape) {
    var needs = new ArrayList<Need>();
    var ends = new HashMap<String, Integer>();
    for (int at = 0; at < lines.size(); at++) {
      ends.put(withoutTabs(lines.get(at)), at);
    }
    var text = new Text(lines, ends);
    for (int at = 0; at < lines.size(); at++) {
      var line = lines.get(at).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      int first = at;
      var whole = new StringBuilder(line);
      for (var piece = line; piece.endsWith(escape) && at + 1 < lines.size(); ) {
        whole.setLength(whole.length() - escape.length());
        var next = lines.get(++at).strip();
        if (!next.startsWith("#") && !next.isEmpty()) {
          whole.append(' ').append(next);
          piece = next;
        } else {
          whole.append(escape);
        }
      }
      at = read(whole.toString(), first + 1, text, at, needs);
    }
    return List.copyOf(needs);
  }

  /** Adds what an instruction needs; returns its last line. */
  private static int read(String instruction, int line, Text text, int last, List<Need> needs) {
    var words = instruction.split("\\s+", -1);
    var name = words[0].toUpperCase(Locale.ROOT);
    if (name.equals("ONBUILD") && words.length > 1) {
      name = words[1].toUpperCase(Locale.ROOT);
    }
    boolean copies = name.equals("COPY") || name.equals("ADD");
    if (!copies && !name.equals("RUN") && !name.equals("FROM")) {
      return last;
    }
    for (var word : words) {
      var flag = word.replaceAll("=.*", "");
      if (name.equals("FROM") && word.startsWith("--platform=$")) {
        needs.add(new Need("FROM " + word, line));
      }
      if ((copies ? COPY_FLAGS : RUN_FLAGS).contains(flag) && !name.equals("FROM")) {
        needs.add(new Need(name + " " + flag, line));
      }
      if (!word.startsWith("--") && !word.equals(words[0]) && !word.equalsIgnoreCase(name)) {
        break;
      }
    }
    return name.equals("FROM") ? last : heredocs(instruction, name, line, text, last, needs);
  }

  private static int heredocs(
      String instruction, String name, int line, Text text, int last, List<Need> needs) {
    int at = last;
    var heredoc = HEREDOC.matcher(instruction);
    while (heredoc.find()) {
      var end = heredoc.group(2) == null ? heredoc.group(3) : heredoc.group(2);
      if (text.ends().getOrDefault(end, -1) > at) {
        do {
          at++;
        } while (!withoutTabs(text.lines().get(at)).equals(end));
        needs.add(new Need(name + " <<" + end, line));
      }
    }
    return at;
  }
}
