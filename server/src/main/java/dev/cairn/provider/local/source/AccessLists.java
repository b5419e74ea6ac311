package dev.cairn.provider.local.source;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Directories that are open to more than their mode says, by the list of {@link SourceFiles}. */
final class AccessLists {
  private static final String PREFIX = "A0/./";

  private final Set<String> names;
  private final boolean haveAll;

  /**
   * @param lines of these each that begins with {@code A} names one, quoted as C does
   */
  AccessLists(List<String> lines) {
    names =
        lines.stream()
            .filter(line -> line.startsWith(PREFIX))
            .map(line -> line.substring(PREFIX.length()))
            .collect(Collectors.toUnmodifiableSet());
    // A name that had to be quoted may be any.
    haveAll = names.stream().anyMatch(name -> name.contains("\\"));
  }

  boolean have(String path) {
    return haveAll || names.contains(path);
  }
}
