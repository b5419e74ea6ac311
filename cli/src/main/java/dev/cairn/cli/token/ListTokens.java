package dev.cairn.cli.token;

import dev.cairn.api.ApiClient;
import dev.cairn.cli.session.ServerCommand;
import dev.cairn.cli.terminal.Table;
import dev.cairn.cli.terminal.Words;
import picocli.CommandLine.Command;

/** {@code cairn token list}. */
@Command(name = "list", description = "Tokens, without their secrets.")
public final class ListTokens extends ServerCommand {
  @Override
  protected void run(ApiClient api) {
    var tokens = api.access().tokens();
    var table = new Table("ID", "NAME", "USER", "LAST USED", "EXPIRES");
    tokens.forEach(
        each ->
            table.row(
                each.id(),
                each.name(),
                each.user(),
                each.lastUsedAt().map(at -> Words.age(at) + " ago").orElse("never"),
                each.expiresAt().map(Object::toString).orElse("never")));
    report(tokens, table, "No tokens. Create one with: cairn token create NAME");
  }
}
