package dev.cairn.manifest;

import dev.cairn.core.Name;
import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.StageRef;
import dev.cairn.core.Violation;
import dev.cairn.database.DatabaseRef;
import dev.cairn.provider.ReleaseInstance.Source;
import dev.cairn.secret.Secret;
import dev.cairn.secret.Secrets;
import dev.cairn.service.SourceRoots;
import dev.cairn.service.Variables;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * What of this machine a manifest may have that its stages do not have already. It may be a
 * stranger's, who also says what is done with it, while whoever applies it may have everything.
 *
 * @param sources directories that sources are taken from: these or what lies below, where nothing
 *     on the way is hidden
 * @param secrets names of secrets of other stacks that variables may refer to
 */
public record Allowance(List<Path> sources, Set<String> secrets) {
  public Allowance {
    sources = List.copyOf(sources);
    secrets = Set.copyOf(secrets);
  }

  /**
   * Lets pass or refuses, by where links lead.
   *
   * @param directory of the manifest, for the reason why
   * @throws dev.cairn.core.ProblemException {@code source-elsewhere}
   */
  void require(StageRef stage, Source source, Optional<Path> directory) {
    SourceRoots.pathOf(source)
        .filter(path -> SourceRoots.find(path).filter(this::holds).isEmpty())
        .ifPresent(
            path -> {
              throw refused(stage, path, directory);
            });
  }

  private boolean holds(Path real) {
    return sources.stream()
        .flatMap(it -> SourceRoots.find(it).stream())
        .anyMatch(root -> real.startsWith(root) && !isHidden(root.relativize(real)));
  }

  private static boolean isHidden(Path below) {
    return StreamSupport.stream(below.spliterator(), false)
        .anyMatch(name -> name.toString().startsWith("."));
  }

  private ProblemException refused(StageRef stage, Path path, Optional<Path> directory) {
    var real = SourceRoots.find(path).orElse(path);
    var led = real.equals(path) ? "" : " (" + real + ")";
    return Problem.invalid(
            "source-elsewhere",
            "cairn.yaml wants to have %s%s as the source of %s, %s."
                .formatted(path, led, stage, why(real, directory)),
            "What lies there is copied into the application, which may send it anywhere. If that is"
                + " meant, add: --allow-source "
                + quoted(real.toString()))
        .withViolations(List.of(new Violation("service.source", "is not the manifest's own")))
        .toException();
  }

  private String why(Path real, Optional<Path> directory) {
    var own = directory.flatMap(SourceRoots::find).filter(real::startsWith);
    if (own.isEmpty()) {
      return "which does not lie below its own directory"
          + directory.map(it -> ", " + it).orElse("");
    }
    return own.filter(it -> isHidden(it.relativize(real))).isPresent()
        ? "which is hidden"
        : "and lies itself in a home directory, above one, or where anybody may write";
  }

  /**
   * Lets pass or refuses what variables would be set to.
   *
   * @param stack of the manifest: what is this one's it has anyway
   * @throws dev.cairn.core.ProblemException {@code secret-elsewhere}
   */
  void require(Name stack, StageRef stage, Map<String, String> variables, Secrets all) {
    variables.forEach(
        (name, value) ->
            Variables.findSecretOf(value)
                .filter(secret -> !secrets.contains(secret))
                .flatMap(all::find)
                .filter(secret -> !secret.stage().stack().equals(stack))
                .ifPresent(
                    secret -> {
                      throw Problem.invalid(
                              "secret-elsewhere",
                              "cairn.yaml wants to have the secret %s as %s of %s, which is of the stack %s."
                                  .formatted(secret.name(), name, stage, secret.stage().stack()),
                              "The application may send it anywhere. If that is meant, add:"
                                  + " --allow-secret "
                                  + secret.name())
                          .withViolations(
                              List.of(new Violation(stage + "." + name, "is another stack's")))
                          .toException();
                    }));
  }

  /**
   * Lets pass or refuses whom a replica follows: its application logs in to that too.
   *
   * @param stack of the manifest
   * @throws dev.cairn.core.ProblemException {@code secret-elsewhere}
   */
  void require(Name stack, DatabaseRef replica, DatabaseRef primary) {
    var secret = Secret.nameOf(primary.stage(), primary.engine().id());
    if (primary.stage().stack().equals(stack) || secrets.contains(secret)) {
      return;
    }
    throw Problem.invalid(
            "secret-elsewhere",
            "cairn.yaml wants %s to follow %s, which is of the stack %s."
                .formatted(replica, primary, primary.stage().stack()),
            "The application gets its data and its secret, and may send them anywhere. If that is"
                + " meant, add: --allow-secret "
                + secret)
        .withViolations(
            List.of(new Violation(replica + ".replicaOf", "is another stack's database")))
        .toException();
  }

  /** As a shell reads it back. */
  private static String quoted(String text) {
    return text.matches("[A-Za-z0-9_./:@%+=,-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
