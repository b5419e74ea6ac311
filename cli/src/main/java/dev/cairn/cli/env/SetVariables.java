package dev.cairn.cli.env;

import dev.cairn.api.ApiClient;
import dev.cairn.api.VariableChanges;
import dev.cairn.cli.session.Files;
import dev.cairn.cli.terminal.Problems;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
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
      arity = "0..*",
      description = "A literal, or NAME=secret:SECRET#KEY for a key of a secret.")
  private List<String> assignments = List.of();

  @Option(
      names = "--from-file",
      paramLabel = "NAME=FILE",
      description =
          "A value that is a file, such as a key: all of it, to its last line end. - is standard"
              + " input. What stands in a file is not seen in the list of processes.")
  private List<String> fromFiles = List.of();

  @Option(
      names = "--env-file",
      paramLabel = "FILE",
      description = "Set all that a .env holds; - is standard input.")
  private Optional<Path> envFile = Optional.empty();

  @Override
  protected void run(ApiClient api) {
    if (assignments.isEmpty() && fromFiles.isEmpty() && envFile.isEmpty()) {
      throw Problems.of(
          "invalid-assignment",
          "There is nothing to set.",
          "Write NAME=value, --from-file NAME=FILE or --env-file FILE.");
    }
    var set = new LinkedHashMap<String, String>();
    assignments.forEach(each -> put(set, each, "NAME=value"));
    var files = new LinkedHashMap<String, String>();
    fromFiles.forEach(each -> put(files, each, "--from-file NAME=FILE"));
    files.forEach((name, file) -> set.put(name, Files.readOrInput(Path.of(file))));
    change(api, stage, new VariableChanges(set, List.of(), envFile.map(Files::readOrInput)));
  }

  private static void put(Map<String, String> all, String assignment, String form) {
    var cut = assignment.indexOf('=');
    if (cut < 1) {
      // Not the text: it may be the value, with a space too many.
      throw Problems.of(
          "invalid-assignment",
          "An argument sets nothing: it has no name before an =.",
          "Write " + form + ", between quotes where the value has spaces.");
    }
    all.put(assignment.substring(0, cut), assignment.substring(cut + 1));
  }
}
