package dev.cairn.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where the programs of this machine are: on the PATH, and then where systems keep them. Those of
 * administrators, in {@code sbin}, are not on everybody's PATH.
 */
public final class Programs {
  private static final String USUAL =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private Programs() {}

  public static List<Path> directories() {
    return directories(Optional.ofNullable(System.getenv("PATH")).orElse(""));
  }

  /** The same as a PATH. */
  static String path() {
    return directories().stream().map(Path::toString).collect(Collectors.joining(":"));
  }

  static List<Path> directories(String path) {
    return Stream.of(path, USUAL)
        .flatMap(each -> Stream.of(each.split(":", -1)))
        .filter(directory -> directory.startsWith("/"))
        .map(Path::of)
        .distinct()
        .toList();
  }
}
