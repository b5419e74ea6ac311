package dev.cairn.cli.session;

import dev.cairn.api.WireJson;
import dev.cairn.cli.terminal.Table;
import dev.cairn.cli.terminal.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/** A command that ends with a report: a text for people or one JSON document. */
public abstract class Command implements Callable<Integer> {
  /** As what a report is written. */
  public enum Format {
    text,
    json
  }

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text, or json: one document with stable fields.")
  private Format format = Format.text;

  protected final boolean isJson() {
    return format == Format.json;
  }

  /** Writes the value as JSON, or else the text. */
  protected final void report(Object value, Object text) {
    if (isJson()) {
      Terminal.out()
          .println(WireJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value));
    } else {
      Terminal.out().println(text.toString().stripTrailing());
    }
  }

  /** Writes the value as JSON, or else the table; a sentence where it has no rows. */
  protected final void report(Object value, Table table, String none) {
    report(value, table.isEmpty() ? none : table);
  }
}
