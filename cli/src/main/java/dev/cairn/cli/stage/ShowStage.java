package dev.cairn.cli.stage;

import dev.cairn.api.ApiClient;
import dev.cairn.api.StageView;
import dev.cairn.cli.session.ServerCommand;
import dev.cairn.cli.terminal.Words;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cairn stage show}. */
@Command(name = "show", description = "A stage: its application and databases.")
public final class ShowStage extends ServerCommand {
  @Parameters(paramLabel = "STACK/STAGE", description = "The stage.")
  private String stage;

  @Override
  protected void run(ApiClient api) {
    var shown = api.stage(stage);
    report(shown, text(shown));
  }

  private static String text(StageView shown) {
    var text =
        new StringBuilder("%s on %s (%s)%n".formatted(shown.ref(), shown.target(), shown.region()));
    shown
        .service()
        .ifPresentOrElse(
            service -> {
              text.append(
                  "  application  %s  %s  %s%n"
                      .formatted(
                          service.status(),
                          String.join("  ", Words.urls(service)),
                          service.statusReason()));
              service.notes().forEach(note -> text.append("    ").append(note).append('\n'));
            },
            () ->
                text.append(
                    "  no application yet: describe it in a cairn.yaml and type cairn apply -f"
                        + " cairn.yaml\n"));
    shown
        .databases()
        .forEach(
            each -> {
              text.append(
                  "  %s  %s %s  %s  %s%n"
                      .formatted(
                          each.ref(),
                          each.engine(),
                          each.version(),
                          each.type(),
                          (each.status() + " " + each.statusReason()).strip()));
              each.oldCredential().ifPresent(it -> text.append("    ").append(it).append('\n'));
            });
    if (shown.databases().isEmpty()) {
      text.append("  no database yet: cairn db add ").append(shown.ref()).append(" postgres\n");
    }
    return text.toString();
  }
}
