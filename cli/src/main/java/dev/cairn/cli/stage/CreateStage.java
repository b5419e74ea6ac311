package dev.cairn.cli.stage;

import dev.cairn.api.ApiClient;
import dev.cairn.cli.session.ChangeCommand;
import dev.cairn.cli.terminal.Problems;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cairn stage create}. */
@Command(name = "create", description = "Create a stage.")
public final class CreateStage extends ChangeCommand {
  @Parameters(paramLabel = "STACK/STAGE", description = "The stage.")
  private String stage;

  @Option(
      names = "--after",
      paramLabel = "STAGE",
      description = "The stage it stands behind; by default it is the last.")
  private Optional<String> after = Optional.empty();

  @Option(names = "--target", paramLabel = "T", description = "Where it runs; by default local.")
  private Optional<String> target = Optional.empty();

  @Option(names = "--region", paramLabel = "R", description = "The region of the target.")
  private Optional<String> region = Optional.empty();

  @Option(
      names = "--database",
      paramLabel = "ENGINES",
      split = ",",
      description = "The databases it starts with: none, or engines separated by commas.")
  private List<String> databases = List.of();

  @Option(
      names = "--replica-of",
      paramLabel = "DB",
      description =
          "A database, STACK/STAGE/ENGINE, of which it gets a read-only copy; may be given several"
              + " times.")
  private List<String> replicasOf = List.of();

  @Override
  protected void run(ApiClient api) {
    var parts = stage.split("/", -1);
    if (parts.length != 2) {
      throw Problems.of(
          "invalid-reference", "\"" + stage + "\" does not address a stage.", "Write STACK/STAGE.");
    }
    var engines = databases.stream().filter(each -> !each.equals("none")).toList();
    var created =
        api.createStage(
            parts[0],
            new dev.cairn.api.CreateStage(parts[1], after, target, region, engines, replicasOf));
    var began =
        created.databases().stream().flatMap(each -> each.openOperation().stream()).toList();
    var operations = await(api, began);
    // As it stands by now: with databases that have an address.
    report(began.isEmpty() ? created : api.stage(stage), text());
    requireSuccess(operations);
  }

  private String text() {
    if (databases.stream().allMatch("none"::equals) && replicasOf.isEmpty()) {
      return "Created the stage " + stage + ". Next: cairn db add " + stage + " postgres";
    }
    return waits()
        ? "Created the stage " + stage + ". See its variables with: cairn env " + stage
        : "Created the stage " + stage + ". Follow its databases with: cairn op list " + stage;
  }
}
