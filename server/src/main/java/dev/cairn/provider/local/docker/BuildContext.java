package dev.cairn.provider.local.docker;

import dev.cairn.core.Problem;
import dev.cairn.core.StateFile;
import dev.cairn.provider.ReleaseInstance.Build;
import dev.cairn.provider.local.docker.IgnoreRules.Depth;
import dev.cairn.provider.local.source.SourceFiles;
import dev.cairn.provider.local.source.SourceFiles.Entry;
import dev.cairn.provider.local.source.SourceFiles.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The files that a build may read: a directory less what its {@code .dockerignore} leaves out, and
 * a Dockerfile in it or elsewhere in the source.
 *
 * @param directory the real path of the context
 * @param dockerfile where its Dockerfile is, relative to the source
 * @param ignore what {@code .dockerignore}, or that of the Dockerfile alone, says
 */
record BuildContext(
    SourceFiles files,
    Path source,
    Path directory,
    String dockerfile,
    Dockerfile text,
    Optional<String> ownIgnore,
    IgnoreRules ignore) {

  private static final String IGNORE = ".dockerignore";

  static BuildContext of(SourceFiles files, Path source, Build build) {
    var root = real(source, source);
    var directory = build.directory().map(it -> real(root, root.resolve(it))).orElse(root);
    var dockerfile =
        build.dockerfile().orElseGet(() -> relative(root, directory.resolve("Dockerfile")));
    if (!root.resolve(dockerfile).normalize().startsWith(root)) {
      throw missing(dockerfile, root);
    }
    var text = files.find(root, dockerfile).orElseThrow(() -> missing(dockerfile, root));
    var own = files.find(root, dockerfile + IGNORE);
    var ignore =
        own.or(() -> files.find(root, relative(root, directory.resolve(IGNORE)))).orElse("");
    return new BuildContext(
        files, root, directory, dockerfile, Dockerfile.parse(text), own, IgnoreRules.parse(ignore));
  }

  /** The Dockerfile's path in the context; empty where it is outside. */
  Optional<String> dockerfileInside() {
    var path = source.resolve(dockerfile).normalize();
    return path.startsWith(directory) ? Optional.of(relative(directory, path)) : Optional.empty();
  }

  /** What the old builder is sent: what is kept, and the files that steer the build. */
  List<String> names(Depth depth) {
    var all = files.list(directory);
    var steering = new ArrayList<>(List.of(IGNORE));
    dockerfileInside().ifPresent(steering::add);
    var kept = new ArrayList<>(ignore.kept(all, depth));
    all.stream()
        .filter(entry -> steering.contains(entry.path()) && !kept.contains(entry))
        .forEach(kept::add);
    requireOpen(kept);
    files.requireUsable(directory, all, kept);
    return kept.stream().map(Entry::path).toList();
  }

  /** Refuses what would build something else than its author has. */
  void requireComplete() {
    files.requireComplete(directory, Set.copyOf(names(Depth.EVERYWHERE))::contains);
  }

  /**
   * Changes whenever the image could. Of Git's own files only what says which commit it is: the
   * others change whenever somebody looks at the work tree.
   */
  String fingerprint() {
    Predicate<String> counts =
        path ->
            !path.startsWith(".git/")
                || path.equals(".git/HEAD")
                || path.equals(".git/packed-refs")
                || path.startsWith(".git/refs/heads/")
                || path.startsWith(".git/refs/tags/");
    var names = names(Depth.EVERYWHERE).stream().filter(counts).sorted().toList();
    var inside = files.digest(directory, names);
    return dockerfileInside().isPresent() && ownIgnore.isEmpty()
        ? inside
        : inside + "+" + files.digest(source, steeringOutside());
  }

  /** Whether another user may change it while it is read. */
  boolean isForeign() {
    return files.isForeign(source) || files.isForeign(directory);
  }

  /**
   * The Dockerfile beside the context, as it was read, and what belongs to it: by its name, another
   * user's could be a link to anything by now.
   */
  Path aside(Path place, String dockerfileText) {
    try {
      Files.createDirectories(place);
      Files.writeString(place.resolve("Dockerfile"), dockerfileText);
      if (ownIgnore.isPresent()) {
        Files.writeString(place.resolve("Dockerfile" + IGNORE), ownIgnore.get());
      }
    } catch (IOException e) {
      throw StateFile.failure("write", place, e);
    }
    return place.resolve("Dockerfile");
  }

  /**
   * The same, where Cairn may read it by name: a copy in {@code scratch} of what another user's
   * directory holds, itself otherwise.
   */
  BuildContext readable(Path scratch) {
    if (!isForeign()) {
      return this;
    }
    var copy = scratch.resolve("source");
    var context = copy.resolve(relative(source, directory));
    try {
      Files.createDirectories(context);
      files.copy(directory, names(Depth.EVERYWHERE), context, SourceFiles.Recipient.CAIRN);
    } catch (IOException e) {
      throw StateFile.failure("write", copy, e);
    }
    return new BuildContext(files, copy, context, dockerfile, text, ownIgnore, ignore);
  }

  private List<String> steeringOutside() {
    return ownIgnore.isPresent() ? List.of(dockerfile, dockerfile + IGNORE) : List.of(dockerfile);
  }

  private void requireOpen(List<Entry> kept) {
    var closed = kept.stream().filter(entry -> entry.kind() == Kind.CLOSED).findFirst();
    if (closed.isPresent()) {
      throw Problem.invalid(
              "source-unreadable",
              "Cannot look into " + closed.get().path() + " in " + directory + ".",
              "Let its owner read it, or name it in the .dockerignore.")
          .toException();
    }
  }

  private static String relative(Path root, Path path) {
    return root.relativize(path).toString();
  }

  /** Follows links within the source, and none that leads out of it. */
  private static Path real(Path root, Path path) {
    try {
      var real = path.toRealPath();
      if (Files.isDirectory(real) && (path.equals(root) || real.startsWith(root))) {
        return real;
      }
    } catch (IOException e) {
      throw notFound(path).toException(e);
    }
    throw notFound(path).toException();
  }

  private static Problem notFound(Path path) {
    return Problem.invalid(
        "source-not-found",
        "There is no directory " + path + " in the source.",
        "Name an existing directory.");
  }

  private static dev.cairn.core.ProblemException missing(String dockerfile, Path root) {
    return Problem.invalid(
            "no-dockerfile",
            "There is no " + dockerfile + " in " + root + ".",
            "Add one, or give the service a `run` command to run it as a process.")
        .toException();
  }
}
