package dev.cairn.cli.stack;

import dev.cairn.api.ApiClient;
import dev.cairn.cli.session.ServerCommand;
import dev.cairn.cli.terminal.Confirmation;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code cairn stack delete}. */
@Command(name = "delete", description = "Delete a stack that has no stages.")
public final class DeleteStack extends ServerCommand {
  @Parameters(paramLabel = "STACK", description = "The stack.")
  private String stack;

  @Mixin private Confirmation confirmation;

  @Override
  protected void run(ApiClient api) {
    confirmation.require(stack, "delete the stack " + stack);
    api.deleteStack(stack);
    report(Map.of("deleted", stack), "Deleted the stack " + stack + ".");
  }
}
