package dev.cairn.cli.db;

import dev.cairn.api.ApiClient;
import dev.cairn.cli.session.ChangeCommand;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cairn db resize}. */
@Command(name = "resize", description = "Change instance type or storage.")
public final class ResizeDatabase extends ChangeCommand {
  @Parameters(paramLabel = "DB", description = "The database: STACK/STAGE/ENGINE.")
  private String database;

  @Option(
      names = "--type",
      paramLabel = "T",
      description = "The new instance type; see cairn db types.")
  private Optional<String> type = Optional.empty();

  @Option(
      names = "--storage",
      paramLabel = "GIB",
      description = "The new storage in GiB; it only grows.")
  private Optional<Integer> storage = Optional.empty();

  @Override
  protected void run(ApiClient api) {
    var accepted = api.resizeDatabase(database, new dev.cairn.api.ResizeDatabase(type, storage));
    follow(api, accepted.operation(), "Resized " + database + ".");
  }
}
