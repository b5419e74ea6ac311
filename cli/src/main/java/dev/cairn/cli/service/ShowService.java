package dev.cairn.cli.service;

import dev.cairn.api.ApiClient;
import dev.cairn.cli.session.ServerCommand;
import dev.cairn.cli.terminal.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cairn service show}. */
@Command(name = "show", description = "How the application is built and run, and how it is.")
public final class ShowService extends ServerCommand {
  @Parameters(paramLabel = "STACK/STAGE", description = "The stage.")
  private String stage;

  @Override
  protected void run(ApiClient api) {
    var shown = api.service(stage);
    var spec = shown.spec();
    report(
        shown,
        new Table("SERVICE", shown.stage())
            .row("status", (shown.status() + " " + shown.statusReason()).strip())
            .row("address", shown.address())
            .row("release", shown.live().map(live -> Integer.toString(live.number())).orElse(""))
            .row("runs as", shown.live().map(live -> live.runtime()).orElse(""))
            .row("source", spec.source().or(spec::git).or(spec::image).orElse(""))
            .row("port", spec.port())
            .row("health", spec.health().orElse("")));
  }
}
