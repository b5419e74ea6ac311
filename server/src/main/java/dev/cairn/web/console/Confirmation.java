package dev.cairn.web.console;

import dev.cairn.core.Problem;
import dev.cairn.core.Violation;
import java.util.List;
import java.util.Map;

/** A name typed by hand before something goes. */
final class Confirmation {
  private Confirmation() {}

  /** Refuses where the field {@code confirm} holds anything else. */
  static void require(Map<String, String> typed, String name) {
    if (!typed.getOrDefault("confirm", "").equals(name)) {
      throw Problem.invalid("not-confirmed", "The name does not match.", "Type it exactly.")
          .withViolations(List.of(new Violation("confirm", "must be " + name)))
          .toException();
    }
  }
}
