package dev.cairn.cli.env;

import dev.cairn.api.ApiClient;
import dev.cairn.api.VariableChanges;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cairn env unset}. */
@Command(name = "unset", description = "Remove variables that were set.")
public final class UnsetVariables extends VariableCommand {
  @Parameters(index = "0", paramLabel = "STACK/STAGE", description = "The stage.")
  private String stage;

  @Parameters(
      index = "1..*",
      paramLabel = "NAME",
      arity = "1..*",
      description = "The variables to remove.")
  private List<String> names = List.of();

  @Override
  protected void run(ApiClient api) {
    change(api, stage, new VariableChanges(Map.of(), names));
  }
}
