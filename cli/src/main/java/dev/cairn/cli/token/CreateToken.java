package dev.cairn.cli.token;

import dev.cairn.api.ApiClient;
import dev.cairn.api.NewToken;
import dev.cairn.cli.session.ServerCommand;
import dev.cairn.cli.terminal.Problems;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cairn token create}. */
@Command(name = "create", description = "Create a token; it is shown this once.")
public final class CreateToken extends ServerCommand {
  @Parameters(paramLabel = "NAME", description = "What it is for.")
  private String name;

  @Option(names = "--user", paramLabel = "USER", description = "Whose token; by default your own.")
  private Optional<String> user = Optional.empty();

  @Option(
      names = "--expires",
      paramLabel = "AGE",
      description = "For example 24h or 30d; by default never.")
  private Optional<String> expires = Optional.empty();

  @Override
  protected void run(ApiClient api) {
    var issued =
        api.access().createToken(new NewToken(name, user, expires.map(CreateToken::hours)));
    report(issued, issued.secret());
  }

  private static int hours(String text) {
    if (!text.matches("[1-9][0-9]{0,4}[hd]")) {
      throw Problems.of(
          "invalid-age", "\"" + text + "\" is no age.", "Write hours or days: 24h, 30d.");
    }
    var number = Integer.parseInt(text.substring(0, text.length() - 1));
    return text.endsWith("d") ? number * 24 : number;
  }
}
