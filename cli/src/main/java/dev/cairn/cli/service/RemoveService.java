package dev.cairn.cli.service;

import dev.cairn.api.ApiClient;
import dev.cairn.cli.session.ChangeCommand;
import dev.cairn.cli.terminal.Confirmation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code cairn service remove}. */
@Command(name = "remove", description = "Stop the application and forget it; its databases stay.")
public final class RemoveService extends ChangeCommand {
  @Parameters(paramLabel = "STACK/STAGE", description = "The stage.")
  private String stage;

  @Mixin private Confirmation confirmation;

  @Override
  protected void run(ApiClient api) {
    confirmation.require(stage, "stop and forget the application of " + stage);
    follow(api, api.removeService(stage).operation(), "Removed the application of " + stage + ".");
  }
}
