package dev.cairn.cli.stack;

import dev.cairn.api.ApiClient;
import dev.cairn.cli.session.ServerCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cairn stack create}. */
@Command(name = "create", description = "Create an empty stack.")
public final class CreateStack extends ServerCommand {
  @Parameters(paramLabel = "STACK", description = "The stack.")
  private String stack;

  @Override
  protected void run(ApiClient api) {
    var created = api.createStack(new dev.cairn.api.CreateStack(stack));
    report(created, "Created the stack " + stack + ". Next: cairn stage create " + stack + "/dev");
  }
}
