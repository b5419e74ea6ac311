package dev.cairn.provider.local.source;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Directories whose names somebody else than their reader and root may exchange: for a link to what
 * only the reader may read, while it is read. Some say so by their mode; some by an access control
 * list only.
 */
final class SharedDirectories {
  /** Which directories {@code find} says so of by their mode. */
  static final String BY_MODE =
      "\\( ! -uid 0 ! -uid \"$(id -u)\" -o -perm /002 -o -perm /020 ! -gid \"$"
          + SourceOwner.ALONE
          + "\" \\)";

  /** What the reader's own group may change; there a list shows as the group's rights. */
  private static final String GROUPS = " -type d -perm /020 -gid \"$" + SourceOwner.ALONE + "\"";

  private static final String PREFIX = "A0/./";

  private final Set<String> names;
  private final boolean haveAll;

  /**
   * @param lines of these each that begins with {@code A} names one, quoted as C does
   */
  SharedDirectories(List<String> lines) {
    names =
        lines.stream()
            .filter(line -> line.startsWith(PREFIX))
            .map(line -> line.substring(PREFIX.length()))
            .collect(Collectors.toUnmodifiableSet());
    // A name that had to be quoted may be any.
    haveAll = names.stream().anyMatch(name -> name.contains("\\"));
  }

  /**
   * A shell's words that print a line for each of those that their mode does not tell, as the
   * constructor reads them.
   *
   * @param find begins a call of {@code find}
   */
  static String namedByList(String find) {
    // An ls that cannot quote need not know such lists either: then each directory may have one.
    return "LC_ALL=C "
        + find
        + GROUPS
        + " -exec ls -ldQ -- {} + 2>/dev/null"
        + " | sed -n 's/^.\\{10\\}+[^\"]*\"\\(.*\\)\"$/A0\\/\\1/p'"
        + "; [ -z \"$("
        + find
        + GROUPS
        + " -print -quit)\" ] || ls -ldQ / >/dev/null 2>&1 || echo '"
        + PREFIX
        + "\\'";
  }

  /** Whether a list names it, by a relative path. */
  boolean have(String path) {
    return haveAll || names.contains(path);
  }
}
