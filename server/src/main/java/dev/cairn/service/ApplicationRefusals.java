package dev.cairn.service;

import dev.cairn.core.Problem;
import dev.cairn.core.StageRef;
import dev.cairn.database.CredentialUse;
import dev.cairn.database.DatabaseRef;
import dev.cairn.operation.Operation;
import java.util.List;
import java.util.stream.Collectors;

/** Why a plan of a database does not get its way with an application. */
final class ApplicationRefusals {
  private ApplicationRefusals() {}

  static Problem needsAttention(Operation parked) {
    return Problem.conflict(
        "operation-needs-attention",
        "The application of "
            + parked.target()
            + " was left as it is: \""
            + parked.title()
            + "\" waits for a person to look.",
        "See cairn op show " + parked.id() + ", and try again once it is settled.");
  }

  static Problem secretInUse(DatabaseRef database, List<CredentialUse.Copy> referring) {
    var first = referring.getFirst();
    return Problem.conflict(
        "secret-in-use",
        "The secret of "
            + database
            + " is what "
            + referring.stream().map(CredentialUse.Copy::toString).collect(Collectors.joining(", "))
            + (referring.size() == 1 ? " refers to." : " refer to."),
        "Set or unset them first: cairn env unset "
            + first.stage()
            + " "
            + referring.stream()
                .filter(it -> it.stage().equals(first.stage()))
                .map(CredentialUse.Copy::variable)
                .collect(Collectors.joining(" "))
            + ".");
  }

  static Problem cannotRead(StageRef stage) {
    return Problem.conflict(
        "application-reads-not-there",
        "The application of " + stage + " did not become healthy there; it reads where it did.",
        "See what its last release says: cairn logs " + stage + ".");
  }

  static Problem cannotLiveWithout(DatabaseRef database, StageRef stage) {
    return Problem.conflict(
        "application-needs-database",
        "The application of "
            + stage
            + " did not become healthy without "
            + (database.stage().equals(stage) ? "the database" : database)
            + "; both stay as they are.",
        "Deploy a release that does not need it, or remove the service first.");
  }
}
