package dev.cairn.cli.installation;

import dev.cairn.api.ApiClient;
import dev.cairn.api.SignInLinkRequest;
import dev.cairn.cli.session.ServerCommand;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cairn login}. */
@Command(name = "login", description = "Print a link that signs in to the console, once.")
public final class Login extends ServerCommand {
  @Parameters(paramLabel = "USER", arity = "0..1", description = "By default you.")
  private Optional<String> user = Optional.empty();

  @Override
  protected void run(ApiClient api) {
    var link = api.access().createSignInLink(new SignInLinkRequest(user));
    report(link, link.url());
  }
}
