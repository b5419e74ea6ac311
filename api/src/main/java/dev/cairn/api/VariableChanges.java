package dev.cairn.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks for other variables. Values are literals, or {@code secret:NAME#KEY}.
 *
 * @param dotenv the text of a {@code .env}: more to set; what {@code set} names wins
 */
public record VariableChanges(
    Map<String, String> set, List<String> unset, Optional<String> dotenv) {
  public VariableChanges {
    set = Absent.map(set);
    unset = Absent.list(unset);
    dotenv = Absent.optional(dotenv);
  }

  public VariableChanges(Map<String, String> set, List<String> unset) {
    this(set, unset, Optional.empty());
  }
}
