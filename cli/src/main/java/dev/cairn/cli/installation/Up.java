package dev.cairn.cli.installation;

import dev.cairn.api.ApiClient;
import dev.cairn.api.ApiProblemException;
import dev.cairn.api.SignInLink;
import dev.cairn.api.SignInLinkRequest;
import dev.cairn.api.StackView;
import dev.cairn.cli.manifest.Allowed;
import dev.cairn.cli.manifest.Apply;
import dev.cairn.cli.manifest.Changes;
import dev.cairn.cli.session.Command;
import dev.cairn.cli.session.Following;
import dev.cairn.cli.session.Home;
import dev.cairn.cli.terminal.Problems;
import dev.cairn.cli.terminal.Terminal;
import dev.cairn.cli.terminal.Words;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cairn up}. Run again, it changes nothing that already holds. */
@picocli.CommandLine.Command(
    name = "up",
    description = "Start Cairn, and bring the stack of DIR/cairn.yaml to life.")
public final class Up extends Command {
  /** Two homes may have been given one port. */
  private static final String ADVICE =
      "Set CAIRN_PORT to a free port, or CAIRN_HOME to the home of the Cairn that runs there.";

  @Parameters(
      paramLabel = "DIR",
      arity = "0..1",
      description = "A directory with a cairn.yaml; by default this one, if it has one.")
  private Optional<Path> directory = Optional.empty();

  @Option(
      names = "--insecure",
      description =
          "Let a server that is started listen beyond loopback without TLS, where something in"
              + " front of it does TLS.")
  private boolean insecure;

  @Mixin private Allowed allowed = new Allowed();

  /** What {@code -o json} prints. */
  record Report(String console, String signInLink, Optional<StackView> stack) {}

  @Override
  public Integer call() {
    var manifest = manifest();
    var home = Home.current();
    var server = new ServerProcess(home);
    if (!server.answers() && server.endSilent()) {
      Terminal.err().println("It is started again.");
    }
    if (!server.answers() && !server.started().map(server::awaitAnswer).orElse(false)) {
      requireFreePort(server, home);
      server.start(insecure);
    }
    try (var api = Home.client(Optional.empty(), Optional.empty())) {
      requireOwn(api, home);
      var stack = manifest.map(file -> bringToLife(api, file));
      var link = api.access().createSignInLink(new SignInLinkRequest(Optional.empty()));
      var console = api.status().consoleUrl();
      report(new Report(console, link.url(), stack), text(console, link, stack));
    }
    return 0;
  }

  private Optional<Path> manifest() {
    var file = directory.orElse(Path.of("")).resolve("cairn.yaml").toAbsolutePath();
    if (Files.exists(file)) {
      return Optional.of(file);
    }
    if (directory.isPresent()) {
      throw Problems.of(
          "no-manifest",
          "There is no cairn.yaml in " + directory.get().toAbsolutePath().normalize() + ".",
          "Name the directory of an application that has one, for example examples/notes.");
    }
    return Optional.empty();
  }

  /** A server tells its own port's fate only after it has made all that comes before. */
  private static void requireFreePort(ServerProcess server, Home home) {
    if (server.started().isPresent()) {
      return;
    }
    home.somebodyAnswers()
        .ifPresent(
            where -> {
              throw Problems.of(
                  "port-taken",
                  "At "
                      + where
                      + " answers somebody else, maybe the Cairn of another home: that of "
                      + home.directory()
                      + " does not run.",
                  ADVICE);
            });
  }

  private static void requireOwn(ApiClient api, Home home) {
    try {
      var other = Path.of(api.status().home());
      if (!other.equals(home.directory()) && !isSame(other, home.directory())) {
        throw Problems.of(
            "port-taken",
            "At "
                + home.address()
                + " runs the Cairn of "
                + other
                + ", not that of "
                + home.directory()
                + ".",
            ADVICE);
      }
    } catch (ApiProblemException e) {
      if (e.problem().status() == 401) {
        throw Problems.of(
            "port-taken",
            "What answers at "
                + home.address()
                + " does not know the token of "
                + home.directory()
                + ".",
            ADVICE,
            e);
      }
      throw e;
    }
  }

  private static boolean isSame(Path one, Path other) {
    try {
      return Files.isSameFile(one, other);
    } catch (java.io.IOException e) {
      return false; // one of them is not there
    }
  }

  private StackView bringToLife(ApiClient api, Path file) {
    var result = Apply.send(api, file, false, allowed);
    if (!isJson()) {
      Terminal.err().println(Changes.render(result, false).stripTrailing());
    }
    var failed =
        Apply.follow(api, result, () -> Apply.send(api, file, false, allowed)).stream()
            .filter(each -> !each.hasSucceeded())
            .findFirst();
    failed.ifPresent(Following::requireSuccess);
    return new Settling(api).await(result.stack());
  }

  private static String text(String console, SignInLink link, Optional<StackView> stack) {
    var text = new StringBuilder("\n");
    stack.ifPresent(
        shown ->
            shown
                .stages()
                .forEach(
                    stage ->
                        stage
                            .service()
                            .ifPresent(
                                service ->
                                    text.append(
                                        "%-12s %s%n"
                                            .formatted(
                                                stage.ref(),
                                                String.join("  ", Words.urls(service)))))));
    text.append("%-12s %s%n".formatted("console", console));
    text.append("%-12s %s%n".formatted("sign in", link.url() + "   (once)"));
    text.append("\nNext:\n");
    nextCommands(stack).forEach(each -> text.append("  ").append(each).append('\n'));
    return text.toString();
  }

  /** As they can be typed right now, from where the user is. */
  private static List<String> nextCommands(Optional<StackView> stack) {
    var cairn = System.getProperty("cairn.command", "cairn");
    var stage = stack.flatMap(shown -> shown.stages().stream().findFirst());
    return stage
        .map(
            first ->
                List.of(
                    cairn + " stage show " + first.ref(),
                    cairn + " env " + first.ref(),
                    cairn + " logs -f " + first.ref(),
                    cairn + " down"))
        .orElseGet(
            () -> List.of(cairn + " up DIR    # a directory with a cairn.yaml", cairn + " down"));
  }
}
