package dev.cairn.cli.env;

import dev.cairn.api.VariableView;
import dev.cairn.cli.session.Home;
import dev.cairn.cli.terminal.Problems;
import dev.cairn.cli.terminal.Table;
import dev.cairn.cli.terminal.Terminal;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cairn env}: shows the variables itself, and has verbs that change them. */
@Command(name = "env", description = "Runtime variables of a stage's application.")
public final class EnvGroup implements Callable<Integer> {
  /** As what variables are written. */
  enum Format {
    text,
    json,
    dotenv,
    node,
    python,
    docker,
    shell
  }

  @Parameters(paramLabel = "STACK/STAGE", arity = "0..1", description = "The stage.")
  private Optional<String> stage = Optional.empty();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "text",
      description =
          "text (secrets masked), json, dotenv (read alike by Node, Python, Docker Compose and"
              + " shells), or what one of them reads: node, python, docker (its --env-file), shell."
              + " All but text hold the secrets' values, and that they were shown is recorded.")
  private Format format = Format.text;

  /** Who is to use them. */
  enum Viewer {
    app,
    host
  }

  @Option(
      names = "--for",
      paramLabel = "WHO",
      defaultValue = "app",
      description =
          "app (as the application gets them; the default) or host (for programs of this machine:"
              + " addresses that answer them, certificate files that you can read).")
  private Viewer viewer = Viewer.app;

  @Option(names = "--server", paramLabel = "URL", description = "The server's address.")
  private Optional<URI> server = Optional.empty();

  @Option(names = "--token-file", paramLabel = "FILE", description = "A file with an API token.")
  private Optional<Path> tokenFile = Optional.empty();

  @Override
  public Integer call() {
    var wanted =
        stage.orElseThrow(
            () ->
                Problems.of(
                    "invalid-reference",
                    "No stage was named.",
                    "Write: cairn env STACK/STAGE, for example cairn env notes/dev"));
    try (var api = Home.client(server, tokenFile)) {
      var found = api.variables(wanted, viewer.name(), format != Format.text);
      var variables =
          switch (viewer) {
            case app -> found;
            case host -> new Authorities(api, Home.current().directory()).readable(found);
          };
      Terminal.out().print(VariableFormats.render(variables, format, wanted));
    }
    return 0;
  }

  static String origin(VariableView variable) {
    return variable.database().or(variable::secretName).orElse(variable.origin())
        + (variable.overrides() ? " (in place of a generated one)" : "");
  }

  static String table(List<VariableView> variables, String stage) {
    if (variables.isEmpty()) {
      return "No variables yet. Set one with: cairn env set " + stage + " NAME=value\n";
    }
    var table = new Table("VARIABLE", "VALUE", "FROM");
    variables.forEach(
        each -> table.row(each.name(), each.value().orElse("••••••••"), origin(each)));
    return table.toString();
  }
}
