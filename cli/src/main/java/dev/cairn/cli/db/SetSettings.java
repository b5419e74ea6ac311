package dev.cairn.cli.db;

import dev.cairn.api.ApiClient;
import dev.cairn.api.ChangeSettings;
import dev.cairn.api.SettingsPreview;
import dev.cairn.cli.session.ChangeCommand;
import dev.cairn.cli.terminal.Problems;
import dev.cairn.cli.terminal.Table;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cairn db set}. */
@Command(
    name = "set",
    description = {
      "Change settings of a database's engine.",
      "Those that only a start takes restart it, after which its application is checked; see"
          + " --dry-run, and cairn db settings for what can be set."
    })
public final class SetSettings extends ChangeCommand {
  @Parameters(index = "0", paramLabel = "DB", description = "The database: STACK/STAGE/ENGINE.")
  private String database;

  @Parameters(
      index = "1..*",
      paramLabel = "NAME=VALUE",
      arity = "0..*",
      description = "A setting; with nothing behind the = it is again as the instance type has it.")
  private List<String> assignments = List.of();

  @Option(
      names = "--create-databases",
      arity = "1",
      paramLabel = "true|false",
      description =
          "Whether the application's user may create databases of its own, as Prisma, Rails and"
              + " Django want for shadow and test databases.")
  private @Nullable Boolean createDatabases;

  @Option(names = "--dry-run", description = "Only show what would change, and what restarts.")
  private boolean dryRun;

  @Override
  protected void run(ApiClient api) {
    var settings = Assignments.read(assignments);
    if (settings.isEmpty() && createDatabases == null) {
      throw Problems.of(
          "nothing-to-change",
          "Nothing is to be set.",
          "Write NAME=value; cairn db settings " + database + " --all lists the names.");
    }
    var wanted = new ChangeSettings(settings, Optional.ofNullable(createDatabases));
    if (dryRun) {
      var preview = api.previewSettings(database, wanted);
      report(preview, text(preview));
      return;
    }
    var accepted = api.changeSettings(database, wanted);
    follow(api, accepted.operation(), "Changed " + database + ".");
  }

  private static String text(SettingsPreview preview) {
    var table = new Table("NAME", "NOW", "THEN", "");
    preview
        .changes()
        .forEach(
            it ->
                table.row(
                    it.name(), it.before(), it.after(), it.restarts() ? "needs a restart" : ""));
    return table + String.join("\n", preview.notes()) + "\n";
  }
}
