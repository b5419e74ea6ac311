package dev.cairn.provider.local.source;

import dev.cairn.core.Problem;
import dev.cairn.provider.local.source.SourceFiles.Entry;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whether a directory has all that its commit has: a clone without its submodules has empty
 * directories, one without Git LFS small texts in place of its files. Both would build, and fail in
 * the hands of users.
 */
final class WorkTree {
  /** The first line of what stands for a file; see git-lfs(1), its specification. */
  static final String POINTER = "version https://git-lfs.github.com/spec/v1";

  private static final String ATTRIBUTES = ".gitattributes";
  private static final int MOST_ATTRIBUTES = 20;
  private static final Pattern PATH = Pattern.compile("(?m)^\\s*path\\s*=\\s*\"?(.+?)\"?\\s*$");

  private final SourceFiles files;
  private final Path directory;

  WorkTree(SourceFiles files, Path directory) {
    this.files = files;
    this.directory = directory;
  }

  /** The submodules' directories, as {@code .gitmodules} has them. */
  static List<String> submodules(String gitmodules) {
    return PATH.matcher(gitmodules).results().map(it -> it.group(1).strip()).toList();
  }

  /**
   * @param isUsed whether a build sees what is at a path
   */
  void requireComplete(Predicate<String> isUsed) {
    var all = files.list(directory).stream().map(Entry::path).filter(isUsed).toList();
    var empty = findEmptySubmodule(all);
    if (empty.isPresent()) {
      throw Problem.invalid(
              "submodule-missing",
              "The submodule "
                  + empty.get()
                  + " in "
                  + directory
                  + " is empty: it was not fetched.",
              "Run there: git submodule update --init --recursive")
          .toException();
    }
    var pointer = findPointer(all);
    if (pointer.isPresent()) {
      throw Problem.invalid(
              "git-lfs-missing",
              "The file "
                  + pointer.get()
                  + " in "
                  + directory
                  + " lies in Git LFS: it was not fetched.",
              "Install git-lfs (Debian: apt install git-lfs) and run there: git lfs pull")
          .toException();
    }
  }

  private Optional<String> findEmptySubmodule(List<String> used) {
    var paths = submodules(files.find(directory, ".gitmodules").orElse(""));
    return paths.stream()
        .filter(used::contains)
        .filter(path -> used.stream().noneMatch(it -> it.startsWith(path + "/")))
        .findFirst();
  }

  private Optional<String> findPointer(List<String> used) {
    boolean tracks =
        Stream.concat(
                Stream.of(ATTRIBUTES),
                used.stream().filter(name -> name.endsWith("/" + ATTRIBUTES)))
            .limit(MOST_ATTRIBUTES)
            .anyMatch(name -> files.find(directory, name).orElse("").contains("filter=lfs"));
    if (!tracks) {
      return Optional.empty();
    }
    var names = new HashSet<>(used);
    return files.pointers(directory).stream().filter(names::contains).findFirst();
  }
}
