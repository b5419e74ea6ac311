package dev.cairn.cli.drill;

import dev.cairn.api.ApiClient;
import dev.cairn.api.DrillRequest;
import dev.cairn.cli.session.ChangeCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cairn drill promote}. */
@Command(
    name = "promote",
    description = {
      "Try a promotion with a throw-away replica.",
      "It takes writes apart from everything, and the live release is started a second time"
          + " against it, without a route, until it is healthy. Then all of that is removed. Nothing is done"
          + " to the database; the disk needs room for a copy of it."
    })
public final class DrillPromotion extends ChangeCommand {
  @Parameters(
      paramLabel = "DB",
      description = "A replica, or a primary as if it had one: STACK/STAGE/ENGINE.")
  private String database;

  @Override
  protected void run(ApiClient api) {
    var accepted = api.drills().begin(database, new DrillRequest(DrillRequest.PROMOTE));
    var id = accepted.operation().id();
    follow(
        api,
        accepted.operation(),
        () ->
            api.drills().list(database).stream()
                .filter(it -> it.operation().equals(id))
                .findFirst()
                .map(DrillWords::sentence)
                .orElse("Drilled a promotion of " + database + "."));
  }
}
