package dev.cairn.api;

import java.util.List;
import java.util.Map;

/** Asks for other variables. Values are literals, or {@code secret:NAME#KEY}. */
public record VariableChanges(Map<String, String> set, List<String> unset) {
  public VariableChanges {
    set = Absent.map(set);
    unset = Absent.list(unset);
  }
}
