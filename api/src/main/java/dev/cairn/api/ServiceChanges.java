package dev.cairn.api;

import java.util.List;
import java.util.Map;

/**
 * Asks for other settings of an application; all others stay. Keys and values are as in {@code
 * cairn.yaml}, each value as one text: of {@code buildVariables}, {@code buildSecrets} and {@code
 * hosts} one entry a line.
 */
public record ServiceChanges(Map<String, String> set, List<String> unset) {
  public ServiceChanges {
    set = Absent.map(set);
    unset = Absent.list(unset);
  }
}
