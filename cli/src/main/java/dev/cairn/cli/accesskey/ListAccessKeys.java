package dev.cairn.cli.accesskey;

import dev.cairn.api.ApiClient;
import dev.cairn.cli.session.ServerCommand;
import dev.cairn.cli.terminal.Table;
import dev.cairn.cli.terminal.Words;
import picocli.CommandLine.Command;

/** {@code cairn access-key list}. */
@Command(name = "list", description = "Access keys, without their secrets.")
public final class ListAccessKeys extends ServerCommand {
  @Override
  protected void run(ApiClient api) {
    var keys = api.access().accessKeys();
    var table = new Table("ID", "NAME", "USER", "LAST USED");
    keys.forEach(
        each ->
            table.row(
                each.id(),
                each.name(),
                each.user(),
                each.lastUsedAt().map(at -> Words.age(at) + " ago").orElse("never")));
    report(keys, table, "No access keys. Create one with: cairn access-key create NAME");
  }
}
