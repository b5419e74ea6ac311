package dev.cairn.cli.user;

import dev.cairn.api.ApiClient;
import dev.cairn.api.NewUser;
import dev.cairn.api.SignInLinkRequest;
import dev.cairn.cli.session.Files;
import dev.cairn.cli.session.ServerCommand;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cairn user add}. */
@Command(
    name = "add",
    description = "Add a user. Without a password, a one-time sign-in link is printed.")
public final class AddUser extends ServerCommand {
  @Parameters(paramLabel = "NAME", description = "The user.")
  private String name;

  @Option(
      names = "--role",
      required = true,
      paramLabel = "ROLE",
      description = "admin, operator or viewer.")
  private String role;

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
    var user =
        api.access()
            .addUser(
                new NewUser(
                    name,
                    role,
                    passwordFile.map(Files::firstLine),
                    ownPasswordFile.map(Files::firstLine)));
    if (passwordFile.isPresent() || isJson()) {
      report(user, "Added " + name + " as " + user.role() + ".");
    } else {
      var link = api.access().createSignInLink(new SignInLinkRequest(Optional.of(name)));
      report(user, "Added " + name + " as " + user.role() + ". To sign in, once:\n  " + link.url());
    }
  }
}
