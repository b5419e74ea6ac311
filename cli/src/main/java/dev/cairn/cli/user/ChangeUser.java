package dev.cairn.cli.user;

import dev.cairn.api.ApiClient;
import dev.cairn.cli.session.Files;
import dev.cairn.cli.session.ServerCommand;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cairn user change}. */
@Command(name = "change", description = "Change a user's role or password.")
public final class ChangeUser extends ServerCommand {
  @Parameters(paramLabel = "NAME", description = "The user.")
  private String name;

  @Option(names = "--role", paramLabel = "ROLE", description = "admin, operator or viewer.")
  private Optional<String> role = Optional.empty();

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "A file whose first line is the password.")
  private Optional<Path> passwordFile = Optional.empty();

  @Option(
      names = "--own-password-file",
      paramLabel = "FILE",
      description = "Your own password, which setting one takes: the first line of this file.")
  private Optional<Path> ownPasswordFile = Optional.empty();

  @Override
  protected void run(ApiClient api) {
    var changes =
        new dev.cairn.api.ChangeUser(
            role, passwordFile.map(Files::firstLine), ownPasswordFile.map(Files::firstLine));
    var user = api.access().changeUser(name, changes);
    report(user, "Changed " + name + ": " + user.role() + ".");
  }
}
