package dev.cairn.cli.service;

import dev.cairn.api.ApiClient;
import dev.cairn.api.ServiceChanges;
import dev.cairn.cli.session.ServerCommand;
import dev.cairn.cli.terminal.Problems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cairn service set}. */
@Command(
    name = "set",
    description = {
      "Change settings of the application; the next deploy uses them, hosts and accessLog count now.",
      "KEY is as in cairn.yaml, KEY= takes its value away. A key that stands twice has two lines:",
      "buildVariables=NODE_ENV=production buildVariables=REGION"
    })
public final class SetService extends ServerCommand {
  private static final Set<String> AT_ONCE = Set.of("hosts", "accessLog");

  @Parameters(index = "0", paramLabel = "STACK/STAGE", description = "The stage.")
  private String stage;

  @Parameters(
      index = "1..*",
      paramLabel = "KEY=VALUE",
      arity = "1..*",
      description = "A key of the service with its value, or KEY= for none.")
  private List<String> assignments = List.of();

  @Override
  protected void run(ApiClient api) {
    var saved = api.changeService(stage, changes(assignments));
    boolean atOnce =
        assignments.stream().allMatch(it -> AT_ONCE.contains(it.replaceFirst("=.*", "")));
    report(
        saved,
        atOnce
            ? "Recorded; in force within seconds."
            : "Recorded. Deploy it with: cairn deploy " + stage);
  }

  static ServiceChanges changes(List<String> assignments) {
    var set = new LinkedHashMap<String, String>();
    var unset = new ArrayList<String>();
    for (var each : assignments) {
      int cut = each.indexOf('=');
      if (cut < 1) {
        throw Problems.of(
            "invalid-assignment", "\"" + each + "\" sets nothing.", "Write KEY=value, or KEY=.");
      }
      var key = each.substring(0, cut);
      var value = each.substring(cut + 1);
      if (value.isEmpty()) {
        unset.add(key);
      } else {
        set.merge(key, key.equals("source") ? absolute(value) : value, (a, b) -> a + "\n" + b);
      }
    }
    return new ServiceChanges(set, unset);
  }

  /** The server has another working directory. */
  private static String absolute(String directory) {
    return Path.of(directory).toAbsolutePath().normalize().toString();
  }
}
