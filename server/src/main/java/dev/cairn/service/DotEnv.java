package dev.cairn.service;

import dev.cairn.core.FirstViolations;
import dev.cairn.core.Problem;
import dev.cairn.core.Violation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Variables as the text of a {@code .env}: what people have and what {@code cairn env} writes for
 * them. Pure.
 *
 * <p>{@code export} before a name, comments and blank lines mean nothing. A bare value ends at its
 * line, or at a {@code #} behind a space. Between {@code '} or {@code `} all is as it stands, lines
 * too; between {@code "} a backslash stands for {@code \n \r \t \" \\ \$} and else for itself.
 * Nothing is expanded. Readers differ where these rules do: see docs/adr/0021.
 */
public final class DotEnv {
  private static final Pattern BARE = Pattern.compile("[A-Za-z0-9_@%+=:,./?& -]*");

  private final String text;
  private final Map<String, String> all = new LinkedHashMap<>();
  private final List<Violation> violations = new FirstViolations();
  private int at;
  private int line = 1;

  private DotEnv(String text) {
    this.text = text;
  }

  /**
   * In the order of the text; of a name that stands twice, the last. Line ends are read as LF.
   *
   * @throws dev.cairn.core.ProblemException {@code invalid-dotenv}, each line that is none
   */
  public static Map<String, String> read(String text) {
    var lines = text.replace("\r\n", "\n");
    var reader = new DotEnv(lines.startsWith("\uFEFF") ? lines.substring(1) : lines);
    while (reader.at < reader.text.length()) {
      reader.entry();
    }
    if (!reader.violations.isEmpty()) {
      throw Problem.invalid(
              "invalid-dotenv",
              "The variables cannot be read: " + reader.violations.getFirst().message() + ".",
              "Write NAME=value lines; a value with spaces or lines stands between quotes.")
          .withViolations(reader.violations)
          .toException();
    }
    return reader.all;
  }

  /** As {@link #read} reads it back. */
  public static String write(Map<String, String> variables) {
    var text = new StringBuilder();
    variables.forEach(
        (name, value) -> text.append(name).append('=').append(quoted(value)).append('\n'));
    return text.toString();
  }

  private static String quoted(String value) {
    if (BARE.matcher(value).matches() && value.equals(value.strip())) {
      return value;
    }
    if (value.indexOf('\'') < 0 && value.indexOf('\r') < 0) {
      return "'" + value + "'";
    }
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\r", "\\r") + '"';
  }

  private void entry() {
    skipSpaces();
    if (at == text.length() || "\n#".indexOf(text.charAt(at)) >= 0) {
      rest();
      return;
    }
    int begun = line;
    int equals = text.indexOf('=', at, lineEnd());
    if (equals < 0) {
      wrong(begun, "sets nothing: write NAME=value");
      rest();
      return;
    }
    var name = text.substring(at, equals).strip().replaceFirst("^export[ \\t]+", "");
    if (name.isEmpty()) {
      wrong(begun, "has no name before the =");
      rest();
      return;
    }
    at = equals + 1;
    all.put(name, value(begun));
  }

  private String value(int begun) {
    boolean spaced = skipSpaces();
    if (at == text.length() || "'\"`".indexOf(text.charAt(at)) < 0) {
      var bare = rest();
      return spaced && bare.startsWith("#") ? "" : uncommented(bare).stripTrailing();
    }
    var value = new StringBuilder();
    while (at < text.length() && "'\"`\\".indexOf(text.charAt(at)) >= 0) {
      char quote = text.charAt(at++);
      if (quote == '\\') { // As a shell has it: 'it'\''s'.
        value.append(at < text.length() ? text.charAt(at++) : quote);
      } else if (!quoted(quote, value)) {
        wrong(begun, "the " + quote + " that begins the value is not closed");
        return "";
      }
    }
    var behind = rest().strip();
    if (!behind.isEmpty() && !behind.startsWith("#")) {
      wrong(begun, "something stands behind the closing quote");
    }
    return value.toString();
  }

  private static String uncommented(String bare) {
    for (int i = bare.indexOf('#', 1); i > 0; i = bare.indexOf('#', i + 1)) {
      if (" \t".indexOf(bare.charAt(i - 1)) >= 0) {
        return bare.substring(0, i);
      }
    }
    return bare;
  }

  /** From behind the opening quote to behind the closing one; false where there is none. */
  private boolean quoted(char quote, StringBuilder value) {
    while (at < text.length()) {
      char next = text.charAt(at++);
      line += next == '\n' ? 1 : 0;
      if (next == quote) {
        return true;
      }
      if (next == '\\' && quote == '"' && at < text.length()) {
        value.append(escaped(text.charAt(at++)));
      } else {
        value.append(next);
      }
    }
    return false;
  }

  private String escaped(char next) {
    line += next == '\n' ? 1 : 0;
    return switch (next) {
      case 'n' -> "\n";
      case 'r' -> "\r";
      case 't' -> "\t";
      case '"', '\\', '$' -> String.valueOf(next);
      default -> "\\" + next;
    };
  }

  private boolean skipSpaces() {
    int begun = at;
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
    return at > begun;
  }

  /** To the end of the line, and over it. */
  private String rest() {
    int end = lineEnd();
    var rest = text.substring(at, end);
    at = Math.min(text.length(), end + 1);
    line++;
    return rest;
  }

  private int lineEnd() {
    int end = text.indexOf('\n', at);
    return end < 0 ? text.length() : end;
  }

  private void wrong(int line, String message) {
    violations.add(new Violation("dotenv", "line " + line + ": " + message));
  }
}
