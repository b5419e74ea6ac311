package dev.cairn.cli.service;

import dev.cairn.api.ApiClient;
import dev.cairn.api.DeployRequest;
import dev.cairn.cli.session.ChangeCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cairn deploy}. */
@Command(
    name = "deploy",
    description = "Build the application and switch to it once it is healthy.")
public final class Deploy extends ChangeCommand {
  @Parameters(paramLabel = "STACK/STAGE", description = "The stage.")
  private String stage;

  @Option(
      names = "--source",
      paramLabel = "DIR|IMAGE|GIT#REF",
      description = "What to deploy from now on; by default what is recorded.")
  private Optional<String> source = Optional.empty();

  @Override
  protected void run(ApiClient api) {
    var accepted = api.deploy(stage, request());
    follow(api, accepted.operation(), "Deployed " + stage + ".");
  }

  private DeployRequest request() {
    var none = Optional.<String>empty();
    if (source.isEmpty()) {
      return new DeployRequest(none, none, none);
    }
    var text = source.get();
    if (text.contains("://") || text.startsWith("git@") || text.contains(".git")) {
      return new DeployRequest(none, source, none);
    }
    if (text.startsWith(".") || text.startsWith("/") || Files.isDirectory(Path.of(text))) {
      var directory = Path.of(text).toAbsolutePath().normalize().toString();
      return new DeployRequest(Optional.of(directory), none, none);
    }
    return new DeployRequest(none, none, source);
  }
}
