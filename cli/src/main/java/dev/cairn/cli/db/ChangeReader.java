package dev.cairn.cli.db;

import dev.cairn.api.ApiClient;
import dev.cairn.cli.session.ChangeCommand;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cairn db reader}. */
@Command(
    name = "reader",
    description = {
      "Have the application beside a database read somewhere else.",
      "Its *_READER_* variables name that from then on: beside a replica that replica or its primary, beside"
          + " a primary one of its replicas or the primary itself. The application is deployed with them, and"
          + " its old release serves until the new one is healthy.",
    })
public final class ChangeReader extends ChangeCommand {
  private static final String DEFAULT = "default";

  @Parameters(
      paramLabel = "DB",
      description = "The database of the application's stage: STACK/STAGE/ENGINE.")
  private String database;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "DB",
      description =
          "Where to read: STACK/STAGE/ENGINE. Or default: beside a replica that replica, beside a primary none, without"
              + " reader variables.")
  private String from;

  @Override
  protected void run(ApiClient api) {
    var wanted = Optional.of(from).filter(it -> !it.equals(DEFAULT));
    var accepted = api.changeReader(database, new dev.cairn.api.ChangeReader(wanted));
    var stage = database.substring(0, database.lastIndexOf('/'));
    follow(
        api,
        accepted.operation(),
        wanted
            .map(it -> "The application of " + stage + " reads from " + it + ".")
            .orElse("The application of " + stage + " reads where it does without a choice."));
  }
}
