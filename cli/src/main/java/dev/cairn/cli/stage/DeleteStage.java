package dev.cairn.cli.stage;

import dev.cairn.api.ApiClient;
import dev.cairn.cli.session.ServerCommand;
import dev.cairn.cli.terminal.Confirmation;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code cairn stage delete}. */
@Command(
    name = "delete",
    description = "Delete a stage that has neither application nor databases.")
public final class DeleteStage extends ServerCommand {
  @Parameters(paramLabel = "STACK/STAGE", description = "The stage.")
  private String stage;

  @Mixin private Confirmation confirmation;

  @Override
  protected void run(ApiClient api) {
    confirmation.require(stage, "delete the stage " + stage);
    api.deleteStage(stage);
    report(Map.of("deleted", stage), "Deleted the stage " + stage + ".");
  }
}
