package dev.cairn.cli.db;

import dev.cairn.api.ApiClient;
import dev.cairn.api.SettingView;
import dev.cairn.api.SettingsView;
import dev.cairn.cli.session.ServerCommand;
import dev.cairn.cli.terminal.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cairn db settings}. */
@Command(
    name = "settings",
    description = {
      "Settings of a database's engine that were chosen, and what is in force.",
      "All others are as the instance type and the engine have them."
    })
public final class ListSettings extends ServerCommand {
  @Parameters(paramLabel = "DB", description = "The database: STACK/STAGE/ENGINE.")
  private String database;

  @Option(names = "--all", description = "Also those that nobody chose, with what may be written.")
  private boolean all;

  @Override
  protected void run(ApiClient api) {
    var shown = api.settings(database);
    report(
        shown,
        all ? everything(shown) : chosen(shown),
        "Nobody chose any. See what may be set with: cairn db settings " + database + " --all");
  }

  private static String restart(SettingView it) {
    return it.restarts() ? "needs a restart" : "";
  }

  private static Table chosen(SettingsView shown) {
    var table = new Table("SETTING", "CHOSEN", "IN FORCE", "");
    shown.settings().stream()
        .filter(it -> it.chosen().isPresent())
        .forEach(
            it ->
                table.row(
                    it.name(), it.chosen().orElse(""), it.value().orElse("unknown"), restart(it)));
    if (shown.createDatabases()) {
      table.row("createDatabases", "true", "true", "");
    }
    return table;
  }

  private static Table everything(SettingsView shown) {
    var table = new Table("SETTING", "IN FORCE", "", "MAY BE", "MEANING");
    shown
        .settings()
        .forEach(
            it ->
                table.row(
                    it.name() + (it.chosen().isPresent() ? " *" : ""),
                    it.value().orElse("unknown"),
                    restart(it),
                    it.rule(),
                    it.meaning()));
    return table;
  }
}
