package dev.cairn.cli.service;

import dev.cairn.api.ApiClient;
import dev.cairn.api.DeployRequest;
import dev.cairn.cli.session.ChangeCommand;
import dev.cairn.cli.terminal.Words;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cairn deploy}. */
@Command(
    name = "deploy",
    description = "Build the application and switch to it once it is healthy.")
public final class Deploy extends ChangeCommand {
  private static final String GIT = "git:";
  private static final String IMAGE = "image:";
  private static final Pattern REPOSITORY = Pattern.compile("[^#]+\\.git/?(#.*)?");

  @Parameters(paramLabel = "STACK/STAGE", description = "The stage.")
  private String stage;

  @Option(
      names = "--source",
      paramLabel = "DIR|IMAGE|GIT#REF",
      description = {
        "What to deploy from now on; by default what is recorded.",
        "Where it could be taken for something else: git:URL#REF, image:NAME."
      })
  private Optional<String> source = Optional.empty();

  @Override
  protected void run(ApiClient api) {
    var accepted = api.deploy(stage, request(source));
    follow(api, accepted.operation(), () -> "Deployed " + stage + ". " + where(api));
  }

  private String where(ApiClient api) {
    return "It is at " + String.join(", ", Words.urls(api.service(stage))) + ".";
  }

  /** As the console writes sources, or as people type them. */
  static DeployRequest request(Optional<String> source) {
    var none = Optional.<String>empty();
    if (source.isEmpty()) {
      return new DeployRequest(none, none, none);
    }
    var text = source.get();
    if (text.startsWith(IMAGE)) {
      return new DeployRequest(none, none, Optional.of(text.substring(IMAGE.length())));
    }
    if (text.startsWith(GIT) && !text.startsWith("git://")) {
      return new DeployRequest(none, Optional.of(text.substring(GIT.length())), none);
    }
    if (text.contains("://") || text.startsWith("git@") || REPOSITORY.matcher(text).matches()) {
      return new DeployRequest(none, source, none);
    }
    if (text.startsWith(".") || text.startsWith("/") || Files.isDirectory(Path.of(text))) {
      var directory = Path.of(text).toAbsolutePath().normalize().toString();
      return new DeployRequest(Optional.of(directory), none, none);
    }
    return new DeployRequest(none, none, source);
  }
}
