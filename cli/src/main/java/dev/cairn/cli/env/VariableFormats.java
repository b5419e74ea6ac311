package dev.cairn.cli.env;

import dev.cairn.api.ApiProblemException;
import dev.cairn.api.ProblemView;
import dev.cairn.api.VariableView;
import dev.cairn.api.ViolationView;
import dev.cairn.api.WireJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Variables as texts that other programs read, each value as they read it back. What a reader has
 * no form for is refused by name: a line that it reads otherwise would be worse. What each reads
 * was found with the programs themselves; see docs/adr/0021.
 */
final class VariableFormats {
  private static final Pattern BARE =
      Pattern.compile("|[A-Za-z0-9_@%+:,./?-][A-Za-z0-9_@%+=:,./?-]*");

  /** Read bare by Node's readers, whose spaces are those of JavaScript. */
  private static final Pattern BARE_FOR_NODE =
      Pattern.compile("|[!-~&&[^#'\"`]]|[!-~&&[^#'\"`]][ -~&&[^#]]*[!-~&&[^#]]");

  /** The longest line that Docker's reader takes (bufio.MaxScanTokenSize), with its end. */
  private static final int DOCKER_LINE = 64 * 1024 - 1;

  private VariableFormats() {}

  static String render(List<VariableView> variables, EnvGroup.Format format, String stage) {
    return switch (format) {
      case text -> EnvGroup.table(variables, stage);
      case json ->
          WireJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(variables) + "\n";
      case dotenv -> lines(variables, format, VariableFormats::dotenv);
      case node -> lines(variables, format, VariableFormats::node);
      case python -> lines(variables, format, value -> Optional.of(python(value)));
      case docker -> lines(variables, format, VariableFormats::docker);
      case shell -> lines(variables, format, value -> Optional.of(shell(value)));
    };
  }

  private static String lines(
      List<VariableView> variables,
      EnvGroup.Format format,
      Function<String, Optional<String>> quote) {
    var text = new StringBuilder();
    var refused = new ArrayList<ViolationView>();
    for (var each : variables) {
      var quoted =
          quote
              .apply(each.value().orElse(""))
              .map(value -> each.name() + "=" + value)
              .filter(line -> format != EnvGroup.Format.docker || isShort(line));
      if (quoted.isEmpty()) {
        refused.add(new ViolationView(each.name(), reason(format)));
      }
      quoted.ifPresent(
          line ->
              text.append(format == EnvGroup.Format.shell ? "export " : "")
                  .append(line)
                  .append('\n'));
    }
    if (!refused.isEmpty()) {
      throw refusal(format, refused);
    }
    return text.toString();
  }

  private static boolean isShort(String line) {
    return line.getBytes(StandardCharsets.UTF_8).length < DOCKER_LINE;
  }

  private static String reason(EnvGroup.Format format) {
    return format == EnvGroup.Format.docker
        ? "has several lines, or is longer than 64 KiB"
        : "has quotes, backslashes, ${…} or line ends that these readers read differently";
  }

  private static ApiProblemException refusal(EnvGroup.Format format, List<ViolationView> refused) {
    var names = String.join(", ", refused.stream().map(ViolationView::field).toList());
    return new ApiProblemException(
        new ProblemView(
            "about:blank",
            "Problem",
            0,
            "There is no way to write " + names + " that " + readers(format) + " reads as it is.",
            "no-form",
            format == EnvGroup.Format.docker
                ? "Hand it over by its name, docker run -e NAME, from a shell that has it by:"
                    + " eval \"$(cairn env STACK/STAGE -o shell)\"."
                : "Take the form of the one program that reads it: -o node, -o python, -o shell or"
                    + " -o json.",
            refused));
  }

  private static String readers(EnvGroup.Format format) {
    return switch (format) {
      case docker -> "Docker's --env-file";
      case node -> "Node";
      case dotenv, text, json, python, shell -> "every reader of a .env";
    };
  }

  /**
   * As Node's dotenv and {@code --env-file}, python-dotenv, Docker Compose and shells read alike.
   */
  static Optional<String> dotenv(String value) {
    if (BARE.matcher(value).matches()) {
      return Optional.of(value);
    }
    // python-dotenv expands ${…} between any quotes, and unescapes \\ and \' between single ones.
    if (value.contains("${") || value.indexOf('\r') >= 0) {
      return Optional.empty();
    }
    if (value.indexOf('\'') < 0 && !value.contains("\\\\") && !value.endsWith("\\")) {
      return Optional.of("'" + value + "'");
    }
    return holdsNone(value, "\"\\$`!") ? Optional.of('"' + value + '"') : Optional.empty();
  }

  /** Node's readers unescape nothing but {@code \n} and {@code \r}, between double quotes. */
  private static Optional<String> node(String value) {
    if (BARE_FOR_NODE.matcher(value).matches()) {
      return Optional.of(value);
    }
    if (value.indexOf('\r') >= 0 || value.endsWith("\\")) {
      return Optional.empty();
    }
    if (value.indexOf('\'') < 0) {
      return Optional.of("'" + value + "'");
    }
    if (value.indexOf('`') < 0) {
      return Optional.of('`' + value + '`');
    }
    return holdsNone(value, "\"\\") ? Optional.of('"' + value + '"') : Optional.empty();
  }

  /**
   * Neither <code>${…}</code> nor a backslash before the closing quote can be escaped, but a
   * default is taken as it stands: <code>${:-$}</code> is a dollar.
   */
  private static String python(String value) {
    if (BARE.matcher(value).matches()) {
      return value;
    }
    var last = value.endsWith("\\") ? "${:-\\\\}" : "";
    var text = last.isEmpty() ? value : value.substring(0, value.length() - 1);
    return '"'
        + text.replace("\\", "\\\\")
            .replace("\"", "\\\"")
            .replace("\n", "\\n")
            .replace("\r", "\\r")
            .replace("${", "${:-$}{")
        + last
        + '"';
  }

  /** Docker's reader takes a line as it is, quotes too. */
  private static Optional<String> docker(String value) {
    return value.indexOf('\n') < 0 && !value.endsWith("\r") ? Optional.of(value) : Optional.empty();
  }

  static String shell(String value) {
    return "'" + value.replace("'", "'\\''") + "'";
  }

  private static boolean holdsNone(String value, String characters) {
    return characters.chars().noneMatch(each -> value.indexOf(each) >= 0);
  }
}
