package dev.cairn.cli.env;

import dev.cairn.api.VariableView;
import dev.cairn.api.WireJson;
import java.util.List;
import java.util.function.UnaryOperator;

/** Variables as texts that other programs read. */
final class VariableFormats {
  private VariableFormats() {}

  static String render(List<VariableView> variables, EnvGroup.Format format, String stage) {
    return switch (format) {
      case text -> EnvGroup.table(variables, stage);
      case json ->
          WireJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(variables) + "\n";
      case dotenv -> lines(variables, "", VariableFormats::dotenv);
      case shell -> lines(variables, "export ", VariableFormats::shell);
    };
  }

  private static String lines(
      List<VariableView> variables, String prefix, UnaryOperator<String> quote) {
    var text = new StringBuilder();
    for (var each : variables) {
      text.append(prefix).append(each.name()).append('=');
      text.append(quote.apply(each.value().orElse(""))).append('\n');
    }
    return text.toString();
  }

  /** Bare where it can be: many readers keep quotes as part of the value. */
  static String dotenv(String value) {
    if (value.matches("[\\w@%+=:,./?&-]*")) {
      return value;
    }
    return '"'
        + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("$", "\\$").replace("\n", "\\n")
        + '"';
  }

  static String shell(String value) {
    return "'" + value.replace("'", "'\\''") + "'";
  }
}
