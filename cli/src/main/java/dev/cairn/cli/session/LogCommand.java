package dev.cairn.cli.session;

import dev.cairn.api.ApiClient;
import dev.cairn.cli.terminal.Problems;
import dev.cairn.cli.terminal.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine.Option;

/** A command that writes a log as it is, and with {@code -f} what is added to it. */
public abstract class LogCommand extends ServerCommand {
  @Option(
      names = {"-f", "--follow"},
      description = "Go on with what is added, until Ctrl-C.")
  private boolean follow;

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "N",
      defaultValue = "100",
      description = "How many of the last lines; by default ${DEFAULT-VALUE}.")
  private int lines;

  /** As {@code -o json} has it. */
  private record Lines(List<String> lines) {}

  protected abstract InputStream open(ApiClient api);

  protected final int lines() {
    return lines;
  }

  protected final boolean follows() {
    return follow;
  }

  @Override
  protected final void run(ApiClient api) {
    if (isJson() && follow) {
      throw Problems.of(
          "no-json", "A log that is followed is no one document.", "Leave out -f or -o json.");
    }
    try (var log = open(api)) {
      if (isJson()) {
        var text = new String(log.readAllBytes(), StandardCharsets.UTF_8);
        report(new Lines(text.lines().toList()), text);
        return;
      }
      var buffer = new byte[8192];
      for (int read = log.read(buffer); read >= 0; read = log.read(buffer)) {
        Terminal.out().write(buffer, 0, read);
        if (Terminal.out().checkError()) {
          return; // Nobody reads any more, `head` for example.
        }
      }
    } catch (IOException e) {
      throw Problems.of(
          "log-interrupted",
          "The log ended early: " + e.getMessage() + ".",
          "Run the command again.",
          e);
    }
  }
}
