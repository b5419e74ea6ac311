package dev.cairn.provider.local.application;

import dev.cairn.core.Problem;
import dev.cairn.provider.ReleaseInstance;
import dev.cairn.provider.ReleaseInstance.Source;
import dev.cairn.provider.local.source.Git;
import dev.cairn.provider.local.source.SourceFiles.Recipient;
import dev.cairn.provider.local.source.SourceTree;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the code of a release from its source to where it is built and run. */
record ReleaseCode(
    SourceTree tree, Git git, ReleaseFiles files, OwnedTrees trees, ProcessLimits limits) {
  private static final Logger LOG = LoggerFactory.getLogger(ReleaseCode.class);

  /** Changes with the code. */
  String fingerprint(Source source) {
    return switch (source) {
      case Source.Directory(Path path) -> tree.digest(path);
      case Source.Git repository -> "git:" + git.commit(repository);
      case Source.Image(String name) -> throw imageIsNoProcess(name).toException();
    };
  }

  /**
   * Whole, or not at all; in the place of what was there.
   *
   * @param user whose it will be
   */
  void fetch(ReleaseInstance release, Optional<String> user, Path log, BooleanSupplier cancelled) {
    if (release.builtAs().isPresent()) {
      var built = require(release.builtAs().get());
      LOG.info("Release {} runs in {}", release.id(), built);
      files.share(release.id(), release.builtAs().get(), trees);
      return;
    }
    var fresh = files.newSource(release.id(), trees);
    switch (release.source()) {
      case Source.Directory(Path path) -> {
        trees.giveAway(fresh, user);
        tree.copy(path, fresh, new Recipient(user, limits.group(release.id())));
      }
      case Source.Git repository -> git.checkout(repository, fresh, log, cancelled);
      case Source.Image(String name) -> throw imageIsNoProcess(name).toException();
    }
    release.build().directory().ifPresent(it -> ReleaseFiles.requireInside(fresh, it));
    if (release.source() instanceof Source.Git) {
      trees.giveAway(fresh, user);
    }
    files.publishSource(release.id());
  }

  /** Where it is. */
  Path require(String releaseId) {
    return files
        .findSource(releaseId)
        .orElseThrow(
            () ->
                Problem.failed(
                        "release-code-gone",
                        "The code of release " + releaseId + " is gone.",
                        "Deploy from the source again.")
                    .toException());
  }

  private static Problem imageIsNoProcess(String name) {
    return Problem.invalid(
        "no-container-engine",
        "The image " + name + " needs a container engine, and there is none here.",
        "Install one (Debian: apt install docker.io), or use a directory with a `run` command.");
  }
}
