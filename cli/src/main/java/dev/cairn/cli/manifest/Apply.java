package dev.cairn.cli.manifest;

import dev.cairn.api.ApiClient;
import dev.cairn.api.ManifestRequest;
import dev.cairn.cli.session.ChangeCommand;
import dev.cairn.cli.session.Files;
import dev.cairn.cli.session.Following;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cairn apply}. */
@Command(name = "apply", description = "Bring a stack to what its cairn.yaml says.")
public final class Apply extends ChangeCommand {
  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      defaultValue = "cairn.yaml",
      description = "By default ${DEFAULT-VALUE} of this directory.")
  private Path file;

  @Option(names = "--dry-run", description = "Only list what would change.")
  private boolean dryRun;

  @Override
  protected void run(ApiClient api) {
    var result = api.apply(request(file, dryRun));
    if (isJson() && (dryRun || !waits())) {
      report(result, "");
      return;
    }
    var changes = Changes.render(result, dryRun);
    if (dryRun || !waits() || result.operations().isEmpty()) {
      report(result, changes);
      return;
    }
    if (!isJson()) {
      report(result, changes);
    }
    var ended = Following.await(api, result.operations());
    if (isJson()) {
      report(ended, "");
    }
    ended.forEach(Following::requireSuccess);
  }

  /** The file's text, with its directory as the base of relative sources. */
  public static ManifestRequest request(Path file, boolean dryRun) {
    var absolute = file.toAbsolutePath().normalize();
    var base = Optional.ofNullable(absolute.getParent()).map(Path::toString);
    var text = Files.read(absolute);
    return new ManifestRequest(
        text, base, dryRun ? Map.of() : Passwords.named(text, absolute), dryRun);
  }
}
