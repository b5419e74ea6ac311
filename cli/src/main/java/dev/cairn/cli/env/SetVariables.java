package dev.cairn.cli.env;

import dev.cairn.api.ApiClient;
import dev.cairn.api.VariableChanges;
import dev.cairn.cli.terminal.Problems;
import java.util.LinkedHashMap;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cairn env set}. */
@Command(
    name = "set",
    description = "Set variables; a running application is deployed again with them.")
public final class SetVariables extends VariableCommand {
  @Parameters(index = "0", paramLabel = "STACK/STAGE", description = "The stage.")
  private String stage;

  @Parameters(
      index = "1..*",
      paramLabel = "NAME=VALUE",
      arity = "1..*",
      description = "A literal, or NAME=secret:SECRET#KEY for a key of a secret.")
  private List<String> assignments = List.of();

  @Override
  protected void run(ApiClient api) {
    var set = new LinkedHashMap<String, String>();
    for (var each : assignments) {
      var cut = each.indexOf('=');
      if (cut < 1) {
        throw Problems.of(
            "invalid-assignment", "\"" + each + "\" sets nothing.", "Write NAME=value.");
      }
      set.put(each.substring(0, cut), each.substring(cut + 1));
    }
    change(api, stage, new VariableChanges(set, List.of()));
  }
}
