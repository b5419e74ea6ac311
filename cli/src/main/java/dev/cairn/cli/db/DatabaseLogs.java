package dev.cairn.cli.db;

import dev.cairn.api.ApiClient;
import dev.cairn.cli.session.LogCommand;
import java.io.InputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cairn db logs}. */
@Command(name = "logs", description = "The engine's log.")
public final class DatabaseLogs extends LogCommand {
  @Parameters(paramLabel = "DB", description = "The database: STACK/STAGE/ENGINE.")
  private String database;

  @Override
  protected InputStream open(ApiClient api) {
    return api.databaseLog(database, lines(), follows());
  }
}
