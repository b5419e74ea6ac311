package dev.cairn.cli.session;

import dev.cairn.api.ApiClient;
import dev.cairn.cli.terminal.Problems;
import dev.cairn.cli.terminal.Terminal;
import java.io.IOException;
import java.io.InputStream;
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

  protected abstract InputStream open(ApiClient api);

  protected final int lines() {
    return lines;
  }

  protected final boolean follows() {
    return follow;
  }

  @Override
  protected final void run(ApiClient api) {
    if (isJson()) {
      throw Problems.of("no-json", "A log is text as it is, no JSON.", "Leave -o json out.");
    }
    try (var log = open(api)) {
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
