package dev.cairn.cli.env;

import dev.cairn.api.ApiClient;
import dev.cairn.api.VariableChanges;
import dev.cairn.cli.session.ChangeCommand;
import dev.cairn.cli.terminal.Terminal;

/** Changes variables, and follows the deploy that hands them over where there is one. */
abstract class VariableCommand extends ChangeCommand {

  final void change(ApiClient api, String stage, VariableChanges wanted) {
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
    if (saved.operation().isPresent()) {
      follow(
          api, saved.operation().get(), "The application of " + stage + " has its new variables.");
    } else {
      report(
          saved,
          saved.changes().isEmpty()
              ? "Nothing to change."
              : "Saved. The next deploy of " + stage + " hands them over.");
    }
  }

  private static String shown(String value) {
    return value.isEmpty() ? "-" : value;
  }
}
