package dev.cairn.web.api;

import static dev.cairn.access.Action.CHANGE;
import static dev.cairn.access.Action.READ;

import dev.cairn.api.ManifestAllowance;
import dev.cairn.api.ManifestRequest;
import dev.cairn.api.ManifestResult;
import dev.cairn.api.OperationRef;
import dev.cairn.api.PlannedChangeView;
import dev.cairn.core.Problem;
import dev.cairn.core.Sensitive;
import dev.cairn.core.Violation;
import dev.cairn.manifest.Allowance;
import dev.cairn.manifest.Manifests;
import dev.cairn.manifest.Preview;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

final class ManifestsApi implements Noun {
  private final Manifests manifests;

  ManifestsApi(Manifests manifests) {
    this.manifests = manifests;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.post("apply", CHANGE, this::apply),
        Route.get("stacks/{stack}/export", READ, this::export));
  }

  private Answer apply(ApiRequest request) {
    var wanted = request.body(ManifestRequest.class);
    var base = wanted.baseDirectory().map(it -> directory("baseDirectory", it));
    var allowed = wanted.allowed().map(ManifestsApi::allowance);
    if (wanted.dryRun()) {
      return Answer.ok(
          result(
              manifests.preview(
                  request.actor(), wanted.manifest(), base, passwords(wanted), allowed),
              List.of(),
              List.of()));
    }
    var applied =
        manifests.apply(request.actor(), wanted.manifest(), base, passwords(wanted), allowed);
    return Answer.ok(
        result(
            applied.preview(),
            applied.operations().stream().map(Wire::ref).toList(),
            applied.postponed()));
  }

  private static Map<String, Sensitive<String>> passwords(ManifestRequest wanted) {
    return wanted.passwords().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, it -> Sensitive.of(it.getValue())));
  }

  private static ManifestResult result(
      Preview preview, List<OperationRef> operations, List<String> postponed) {
    return new ManifestResult(
        preview.stack().value(),
        preview.changes().stream()
            .map(
                change ->
                    new PlannedChangeView(
                        Wire.word(change.kind()), change.target(), change.description()))
            .toList(),
        preview.notes(),
        operations,
        postponed);
  }

  private static Allowance allowance(ManifestAllowance wanted) {
    return new Allowance(
        wanted.sources().stream().map(it -> directory("allowed.sources", it)).toList(),
        Set.copyOf(wanted.secrets()));
  }

  private static Path directory(String field, String text) {
    try {
      return Optional.of(Path.of(text))
          .filter(Path::isAbsolute)
          .orElseThrow(() -> wrong(field, text));
    } catch (InvalidPathException e) {
      throw wrong(field, text);
    }
  }

  private static RuntimeException wrong(String field, String text) {
    return Problem.invalid(
            "invalid-request",
            "\"" + text + "\" is no absolute path.",
            "Name a directory of the server's machine.")
        .withViolations(List.of(new Violation(field, "must be an absolute path")))
        .toException();
  }

  private Answer export(ApiRequest request) {
    return new Answer.Text("application/yaml", manifests.export(request.name("stack")));
  }
}
