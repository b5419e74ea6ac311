package dev.cairn.cli.service;

import dev.cairn.api.ApiClient;
import dev.cairn.cli.session.ServerCommand;
import dev.cairn.cli.terminal.Table;
import dev.cairn.cli.terminal.Words;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cairn releases}. */
@Command(name = "releases", description = "The releases of a stage, newest first.")
public final class ListReleases extends ServerCommand {
  @Parameters(paramLabel = "STACK/STAGE", description = "The stage.")
  private String stage;

  @Override
  protected void run(ApiClient api) {
    var releases = api.releases(stage);
    var table = new Table("RELEASE", "STATUS", "RUNS AS", "FROM", "BY", "AGE", "REASON");
    releases.forEach(
        each ->
            table.row(
                each.number(),
                each.status(),
                each.runtime(),
                each.origin(),
                each.createdBy(),
                Words.age(each.createdAt()),
                each.reason().lines().findFirst().orElse("")));
    report(releases, table, "No releases yet. Make one with: cairn deploy " + stage);
  }
}
