package dev.cairn.cli.op;

import dev.cairn.api.OperationView;
import dev.cairn.cli.terminal.Problems;
import dev.cairn.cli.terminal.Table;
import dev.cairn.cli.terminal.Words;
import java.time.Duration;

/** An operation as a text. */
final class OperationText {
  static final String TOO_LATE =
      "The cancel came too late: what it did could not be taken back any more.";

  private OperationText() {}

  static String of(OperationView operation) {
    var table = new Table("STEP", "STATUS", "TOOK", "PROGRESS");
    for (var step : operation.steps()) {
      var took =
          step.startedAt()
              .flatMap(
                  start ->
                      step.finishedAt().map(end -> Words.duration(Duration.between(start, end))));
      table.row(step.title(), step.status(), took.orElse(""), step.progress());
    }
    return "%s  %s  %s  by %s, %s ago%n%n%s%s"
        .formatted(
            operation.title(),
            operation.target(),
            operation.status(),
            operation.actor(),
            Words.age(operation.createdAt()),
            table,
            operation.problem().map(problem -> "\n" + Problems.render(problem)).orElse("")
                + (operation.isCancelledTooLate() ? "%n%s%n".formatted(TOO_LATE) : ""));
  }
}
