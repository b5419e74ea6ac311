package dev.cairn.cli.env;

import dev.cairn.api.ApiClient;
import dev.cairn.api.OperationView;
import dev.cairn.api.VariableChange;
import dev.cairn.api.VariableChanges;
import dev.cairn.api.VariablesSaved;
import dev.cairn.cli.session.ChangeCommand;
import dev.cairn.cli.terminal.Display;
import dev.cairn.cli.terminal.Terminal;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Changes variables, and follows the deploy that hands them over where there is one. */
abstract class VariableCommand extends ChangeCommand {

  /** What {@code -o json} prints. */
  record Report(List<VariableChange> changes, List<OperationView> operations) {}

  @Spec private CommandSpec spec;

  final void change(ApiClient api, String stage, VariableChanges wanted) {
    requireNothingBeforeVerb();
    var saved = api.changeVariables(stage, wanted);
    if (!isJson()) {
      saved
          .changes()
          .forEach(
              each ->
                  Terminal.err()
                      .printf(
                          "%-7s  %s  %s → %s%n",
                          each.kind(), each.name(), shown(each.before()), shown(each.after())));
    }
    var operations = await(api, saved.operation().stream().toList());
    var succeeded = operations.stream().allMatch(OperationView::hasSucceeded);
    if (isJson() || succeeded || !waits()) {
      report(new Report(saved.changes(), operations), text(saved, stage));
    }
    requireSuccess(operations);
  }

  private String text(VariablesSaved saved, String stage) {
    if (saved.changes().isEmpty()) {
      return "Nothing to change.";
    }
    return saved
        .operation()
        .map(
            operation ->
                waits()
                    ? "The application of " + stage + " has its new variables."
                    : "Started. Follow it with: cairn op watch " + operation.id())
        .orElseGet(() -> "Saved. The next deploy of " + stage + " hands them over.");
  }

  /** `cairn env` takes options of its own, which would be passed over: the server for example. */
  private void requireNothingBeforeVerb() {
    var before = spec.parent().commandLine().getParseResult().matchedArgs();
    if (!before.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "Write all options and parameters behind \"" + spec.qualifiedName() + "\".");
    }
  }

  private static String shown(String value) {
    return value.isEmpty() ? "-" : Display.line(value);
  }
}
