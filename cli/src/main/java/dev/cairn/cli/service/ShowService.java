package dev.cairn.cli.service;

import dev.cairn.api.ApiClient;
import dev.cairn.api.TrafficMinuteView;
import dev.cairn.api.WireJson;
import dev.cairn.cli.session.ServerCommand;
import dev.cairn.cli.terminal.Table;
import dev.cairn.cli.terminal.Words;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code cairn service show}. */
@Command(name = "show", description = "How the application is built and run, and how it is.")
public final class ShowService extends ServerCommand {
  @Parameters(paramLabel = "STACK/STAGE", description = "The stage.")
  private String stage;

  @Override
  protected void run(ApiClient api) {
    var shown = api.service(stage);
    var table =
        new Table("SERVICE", shown.stage())
            .row("status", (shown.status() + " " + shown.statusReason()).strip())
            .row("release", shown.live().map(live -> Integer.toString(live.number())).orElse(""))
            .row("runs as", shown.live().map(live -> live.runtime()).orElse(""))
            .row("address", String.join("  ", Words.urls(shown)));
    shown.traffic().ifPresent(minute -> table.row("traffic", traffic(minute)));
    WireJson.MAPPER
        .valueToTree(shown.spec())
        .properties()
        .forEach(each -> text(each.getValue()).ifPresent(it -> table.row(each.getKey(), it)));
    shown.notes().forEach(note -> table.row("note", note));
    report(shown, table);
  }

  /** One line; what there is nothing of is left out. */
  static String traffic(TrafficMinuteView minute) {
    var line = new StringJoiner(", ");
    line.add(perSecond(minute.requestsPerSecond()) + " requests/s");
    line.add(perSecond(minute.errorsPerSecond()) + " errors/s");
    if (minute.refusedPerSecond() > 0) {
      line.add(perSecond(minute.refusedPerSecond()) + " refused/s");
    }
    minute.p50Millis().ifPresent(it -> line.add("p50 " + Math.round(it) + " ms"));
    minute.p99Millis().ifPresent(it -> line.add("p99 " + Math.round(it) + " ms"));
    return line.toString();
  }

  /** Of what there was something, never nothing. */
  private static String perSecond(double value) {
    return value > 0 && value < 0.1 ? "<0.1" : String.format(Locale.ROOT, "%.1f", value);
  }

  private static Optional<String> text(JsonNode value) {
    var text =
        value.isArray()
            ? value.valueStream().map(JsonNode::asString).collect(Collectors.joining(", "))
            : value.asString();
    return Optional.of(oneLine(text)).filter(it -> !it.isEmpty());
  }

  /** A line that ends in a backslash goes on; another one ends a command. */
  static String oneLine(String text) {
    return text.strip().replaceAll("[ \\t]*\\\\\\n[ \\t]*", " ").replaceAll("\\s*\\n\\s*", "; ");
  }
}
