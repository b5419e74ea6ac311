package dev.cairn.cli.secret;

import dev.cairn.api.ApiClient;
import dev.cairn.cli.session.ChangeCommand;
import dev.cairn.cli.terminal.Problems;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cairn secret rotate}. */
@Command(
    name = "rotate",
    description = {
      "Give a database a new credential.",
      "It is in force beside the old one, reaches the application by a deploy that loses no request,"
          + " and the old one is revoked once no application uses it."
    })
public final class RotateSecret extends ChangeCommand {
  @Parameters(
      paramLabel = "DB",
      description = "The database: STACK/STAGE/ENGINE, or its secret's name.")
  private String wanted;

  @Override
  protected void run(ApiClient api) {
    var database = wanted.contains("/") ? wanted : databaseOf(api, wanted);
    var preview = api.previewRotation(database);
    preview
        .copies()
        .forEach(
            copy ->
                System.err.println(
                    "Warning: the variable "
                        + copy
                        + " holds a copy of the password. Until it refers to the secret (secret:"
                        + preview.secret()
                        + "#password), the old credential stays in force."));
    var accepted = api.rotate(database);
    follow(api, accepted.operation(), () -> ended(api, database));
  }

  private static String ended(ApiClient api, String database) {
    var shown = api.database(database);
    return "Rotated the credential of "
        + database
        + ": the user is "
        + shown.username()
        + " now."
        + shown.oldCredential().map(sentence -> " " + sentence).orElse("");
  }

  private static String databaseOf(ApiClient api, String secret) {
    return api.secrets(Optional.empty()).stream()
        .filter(each -> each.name().equals(secret))
        .map(each -> each.database())
        .findFirst()
        .orElseThrow(
            () ->
                Problems.of(
                    "unknown-secret",
                    "There is no secret \"" + secret + "\".",
                    "List them with cairn secret list, or name the database: STACK/STAGE/ENGINE."));
  }
}
