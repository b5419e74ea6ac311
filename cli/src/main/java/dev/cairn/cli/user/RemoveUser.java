package dev.cairn.cli.user;

import dev.cairn.api.ApiClient;
import dev.cairn.cli.session.ServerCommand;
import dev.cairn.cli.terminal.Confirmation;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code cairn user remove}. */
@Command(name = "remove", description = "Remove a user, with sessions and tokens.")
public final class RemoveUser extends ServerCommand {
  @Parameters(paramLabel = "NAME", description = "The user.")
  private String name;

  @Mixin private Confirmation confirmation;

  @Override
  protected void run(ApiClient api) {
    confirmation.require(name, "remove the user " + name + " with all sessions and tokens");
    api.access().removeUser(name);
    report(Map.of("removed", name), "Removed " + name + ".");
  }
}
