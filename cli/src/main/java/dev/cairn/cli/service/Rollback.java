package dev.cairn.cli.service;

import dev.cairn.api.ApiClient;
import dev.cairn.api.RollbackRequest;
import dev.cairn.cli.session.ChangeCommand;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cairn rollback}. */
@Command(name = "rollback", description = "Switch back to a release, with today's variables.")
public final class Rollback extends ChangeCommand {
  @Parameters(index = "0", paramLabel = "STACK/STAGE", description = "The stage.")
  private String stage;

  @Parameters(
      index = "1",
      paramLabel = "RELEASE",
      arity = "0..1",
      description = "By default the one before the live one.")
  private Optional<Integer> release = Optional.empty();

  @Override
  protected void run(ApiClient api) {
    var accepted = api.rollback(stage, new RollbackRequest(release));
    follow(api, accepted.operation(), "Rolled " + stage + " back.");
  }
}
