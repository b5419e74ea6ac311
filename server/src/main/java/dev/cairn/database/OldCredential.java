package dev.cairn.database;

import dev.cairn.core.StageRef;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A credential from before the last rotation that is still in force.
 *
 * @param applications stages whose application runs on it
 * @param copies variables that hold its password
 */
public record OldCredential(
    String username, List<StageRef> applications, List<CredentialUse.Copy> copies) {

  /** For people: what is so, and what to do. */
  public String sentence() {
    if (applications.isEmpty()) {
      return "The credential from before the last rotation is about to be revoked.";
    }
    var stages = applications.stream().map(StageRef::toString).collect(Collectors.joining(", "));
    var still =
        "The application of "
            + stages
            + " still runs on the credential from before the last rotation (user "
            + username
            + "), which stays in force until it is deployed again.";
    return copies.isEmpty()
        ? still
        : still + " First change what holds a copy of that password: " + names(copies) + ".";
  }

  static String names(List<CredentialUse.Copy> copies) {
    return copies.stream().map(CredentialUse.Copy::toString).collect(Collectors.joining(", "));
  }
}
