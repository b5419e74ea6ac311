package dev.cairn.cli.terminal;

import java.util.Optional;
import picocli.CommandLine.Option;

/** Asks before something is destroyed. Used as a mixin. */
public final class Confirmation {
  @Option(
      names = "--yes-delete",
      paramLabel = "NAME",
      description = "The name again, instead of typing it when asked.")
  private Optional<String> given = Optional.empty();

  /** Returns where the name was given or typed; else a problem, and nothing happens. */
  public void require(String name, String what) {
    if (given.isEmpty() && !Terminal.canAsk()) {
      throw Problems.of(
          "confirmation-needed",
          "This would " + what + ", and nobody is there to ask.",
          "Add: --yes-delete " + name);
    }
    var typed =
        given.or(() -> Terminal.ask("This will " + what + ".\nType " + name + " to go on: "));
    if (typed.filter(name::equals).isEmpty()) {
      throw Problems.of(
          "not-confirmed",
          "\"" + typed.orElse("") + "\" is not \"" + name + "\": nothing was changed.",
          "Give the exact name to go on.");
    }
  }
}
