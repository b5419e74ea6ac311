package dev.cairn.cli.user;

import dev.cairn.api.ApiClient;
import dev.cairn.cli.session.ServerCommand;
import dev.cairn.cli.terminal.Table;
import dev.cairn.cli.terminal.Words;
import picocli.CommandLine.Command;

/** {@code cairn user list}. */
@Command(name = "list", description = "All users.")
public final class ListUsers extends ServerCommand {
  @Override
  protected void run(ApiClient api) {
    var users = api.access().users();
    var table = new Table("USER", "ROLE", "PASSWORD", "AGE");
    users.forEach(
        each ->
            table.row(
                each.name(),
                each.role(),
                each.hasPassword() ? "yes" : "no",
                Words.age(each.createdAt())));
    report(users, table, "No users.");
  }
}
