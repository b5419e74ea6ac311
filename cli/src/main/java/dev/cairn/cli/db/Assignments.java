package dev.cairn.cli.db;

import dev.cairn.cli.terminal.Problems;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Settings as {@code NAME=VALUE}. */
final class Assignments {
  private Assignments() {}

  static Map<String, String> read(List<String> assignments) {
    var settings = new LinkedHashMap<String, String>();
    for (var each : assignments) {
      int cut = each.indexOf('=');
      if (cut < 1) {
        throw Problems.of(
            "invalid-assignment", "\"" + each + "\" sets nothing.", "Write NAME=value.");
      }
      settings.put(each.substring(0, cut), each.substring(cut + 1));
    }
    return settings;
  }
}
