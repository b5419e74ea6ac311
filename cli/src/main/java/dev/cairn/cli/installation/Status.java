package dev.cairn.cli.installation;

import dev.cairn.api.ApiClient;
import dev.cairn.cli.session.ServerCommand;
import dev.cairn.cli.terminal.Table;
import dev.cairn.cli.terminal.Words;
import picocli.CommandLine.Command;

/** {@code cairn status}. */
@Command(name = "status", description = "Whether Cairn runs, where, and what it holds.")
public final class Status extends ServerCommand {

  @Override
  protected void run(ApiClient api) {
    var status = api.status();
    var table =
        new Table("CAIRN", status.version())
            .row("running for", Words.age(status.startedAt()))
            .row("console", status.consoleUrl())
            .row("home", status.home())
            .row("signed in as", status.user() + " (" + status.role() + ")")
            .row("stacks", status.stacks())
            .row("stages", status.stages())
            .row("databases", status.databases())
            .row("open operations", status.openOperations());
    status.addressTroubles().forEach(it -> table.row("trouble", it));
    report(status, table);
  }
}
