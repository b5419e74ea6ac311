package dev.cairn.cli.manifest;

import dev.cairn.api.ApiClient;
import dev.cairn.api.ApiProblemException;
import dev.cairn.api.ManifestRequest;
import dev.cairn.api.ManifestResult;
import dev.cairn.api.OperationView;
import dev.cairn.api.PlannedChangeView;
import dev.cairn.api.ProblemView;
import dev.cairn.cli.session.ChangeCommand;
import dev.cairn.cli.session.Files;
import dev.cairn.cli.session.Following;
import dev.cairn.cli.terminal.Problems;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cairn apply}. */
@Command(name = "apply", description = "Bring a stack to what its cairn.yaml says.")
public final class Apply extends ChangeCommand {
  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      defaultValue = "cairn.yaml",
      description = "By default ${DEFAULT-VALUE} of this directory.")
  private Path file;

  @Option(names = "--dry-run", description = "Only list what would change.")
  private boolean dryRun;

  @Mixin private Allowed allowed = new Allowed();

  /** What {@code -o json} prints. */
  record Report(
      String stack,
      List<PlannedChangeView> changes,
      List<String> notes,
      List<OperationView> operations) {}

  @Override
  protected void run(ApiClient api) {
    var first = send(api, file, dryRun, allowed);
    if (!isJson()) {
      report(first, Changes.render(first, dryRun));
    }
    var operations =
        waits()
            ? follow(api, first, () -> send(api, file, dryRun, allowed))
            : await(api, first.operations());
    if (isJson()) {
      report(new Report(first.stack(), first.changes(), first.notes(), operations), "");
    }
    requireSuccess(operations);
  }

  /**
   * Waits for all that was begun, and has begun what was postponed until then, until nothing is. A
   * failed operation is no exception; nothing begins after it.
   */
  public static List<OperationView> follow(
      ApiClient api, ManifestResult first, Supplier<ManifestResult> again) {
    var result = first;
    var all = new LinkedHashMap<String, OperationView>();
    while (true) {
      var ended = Following.await(api, result.operations());
      ended.forEach(it -> all.put(it.id(), it));
      if (result.postponed().isEmpty() || !ended.stream().allMatch(OperationView::hasSucceeded)) {
        return List.copyOf(all.values());
      }
      var next = again.get();
      if (next.operations().isEmpty() && next.postponed().equals(result.postponed())) {
        throw Problems.of(
            "not-applied-whole",
            "What " + String.join(", ", next.postponed()) + " needs is not there yet.",
            "See cairn op list " + next.stack() + ", and apply the file again.");
      }
      result = next;
    }
  }

  /** Asks for what a file says; a mistake in it is told with the file's own name. */
  public static ManifestResult send(ApiClient api, Path file, boolean dryRun, Allowed allowed) {
    var wanted = request(file, dryRun, allowed);
    try {
      return api.apply(wanted);
    } catch (ApiProblemException e) {
      var told = e.problem();
      if (!told.code().equals("invalid-yaml") && !told.code().equals("invalid-manifest")) {
        throw e;
      }
      throw new ApiProblemException(
          new ProblemView(
              told.type(),
              told.title(),
              told.status(),
              told.detail()
                  .replaceFirst("^cairn[.]yaml", Matcher.quoteReplacement(file.toString())),
              told.code(),
              told.suggestion(),
              told.violations()),
          e);
    }
  }

  /** The file's text, with its directory as the base of relative sources. */
  private static ManifestRequest request(Path file, boolean dryRun, Allowed allowed) {
    var absolute = file.toAbsolutePath().normalize();
    var base = Optional.ofNullable(absolute.getParent()).map(Path::toString);
    var text = Files.read(absolute);
    // What only looks sends no password: the file says where to, and may be a stranger's.
    var passwords = dryRun ? Map.<String, String>of() : Passwords.named(text, absolute, allowed);
    return new ManifestRequest(
        text, base, passwords, Optional.of(allowed.beside(absolute)), dryRun);
  }
}
