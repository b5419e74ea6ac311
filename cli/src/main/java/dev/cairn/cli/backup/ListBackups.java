package dev.cairn.cli.backup;

import dev.cairn.api.ApiClient;
import dev.cairn.cli.session.ServerCommand;
import dev.cairn.cli.terminal.Table;
import dev.cairn.cli.terminal.Words;
import picocli.CommandLine.Command;

/** {@code cairn backup list}. */
@Command(name = "list", description = "Backups, and how to bring one back.")
public final class ListBackups extends ServerCommand {
  @Override
  protected void run(ApiClient api) {
    var backups = api.backups();
    var table = new Table("BACKUP", "OF", "VERSION", "SIZE", "AGE");
    backups.forEach(
        each ->
            table.row(
                each.name(),
                each.origin(),
                each.engine() + " " + each.version(),
                Words.bytes(each.sizeBytes()),
                Words.age(each.createdAt())));
    report(backups, table, "No backups: they are made when a database is removed.");
  }
}
