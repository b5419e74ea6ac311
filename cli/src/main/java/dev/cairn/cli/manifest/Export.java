package dev.cairn.cli.manifest;

import dev.cairn.api.ApiClient;
import dev.cairn.cli.session.ServerCommand;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cairn export}. */
@Command(name = "export", description = "The cairn.yaml of a living stack.")
public final class Export extends ServerCommand {
  @Parameters(paramLabel = "STACK", description = "The stack.")
  private String stack;

  @Override
  protected void run(ApiClient api) {
    var yaml = api.export(stack);
    report(Map.of("stack", stack, "manifest", yaml), yaml);
  }
}
