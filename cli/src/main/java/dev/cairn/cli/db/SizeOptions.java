package dev.cairn.cli.db;

import java.util.Optional;
import picocli.CommandLine.Option;

/** How large a database is: the same words where it is added and where it is resized. */
final class SizeOptions {
  @Option(
      names = "--type",
      paramLabel = "T",
      description = "The instance type; see cairn db types.")
  Optional<String> type = Optional.empty();

  @Option(names = "--storage", paramLabel = "GIB", description = "Storage in GiB; it only grows.")
  Optional<Integer> storage = Optional.empty();
}
