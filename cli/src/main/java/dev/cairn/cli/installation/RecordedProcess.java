package dev.cairn.cli.installation;

import dev.cairn.api.WireJson;
import dev.cairn.cli.session.Home;
import dev.cairn.cli.terminal.Problems;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * An engine, an application or the edge as the server wrote down which process it is. The file
 * stays when the process ends, and its pid may be another's by then.
 *
 * @param part the directory of the file, below the home
 * @param identity empty where the file was cut off
 */
record RecordedProcess(Path part, Optional<Identity> identity) {
  private static final String FILE = "process.json";
  private static final int DEPTH = 3;

  /** As the server's {@code ProcessIdentity}. */
  record Identity(long pid, String startTicks, String bootId) {}

  static List<RecordedProcess> of(Home home) {
    if (!Files.isDirectory(home.directory())) {
      return List.of();
    }
    try (var files =
        Files.find(home.directory(), DEPTH, (path, attributes) -> path.endsWith(FILE))) {
      return files
          .map(it -> new RecordedProcess(home.directory().relativize(it.getParent()), read(it)))
          .toList();
    } catch (IOException | java.io.UncheckedIOException e) {
      throw Problems.of(
          "home-not-readable",
          home.directory() + " cannot be read: " + e.getMessage() + ".",
          "Run the command as the user that Cairn runs as.",
          e);
    }
  }

  private static Optional<Identity> read(Path file) {
    try {
      var tree = WireJson.MAPPER.readTree(file.toFile());
      var ticks = text(tree, "startTicks");
      var boot = text(tree, "bootId");
      return Optional.ofNullable(tree.findValue("pid"))
          .map(pid -> new Identity(pid.asLong(), ticks, boot));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  private static String text(JsonNode tree, String name) {
    return Optional.ofNullable(tree.findValue(name)).map(JsonNode::asString).orElse("");
  }

  boolean isAlive() {
    return identity.filter(RecordedProcess::isAlive).isPresent();
  }

  /** Better to look than to leave a process behind. */
  boolean mayBeAlive() {
    return identity.isEmpty() || isAlive();
  }

  private static boolean isAlive(Identity identity) {
    try {
      var stat = Files.readString(proc(identity.pid() + "/stat"), StandardCharsets.ISO_8859_1);
      // See proc_pid_stat(5): the name, field 2, may hold spaces and parentheses.
      var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return !List.of("Z", "X").contains(fields[0])
          && fields[19].equals(identity.startTicks())
          && Files.readString(proc("sys/kernel/random/boot_id")).strip().equals(identity.bootId());
    } catch (IOException gone) {
      return false;
    }
  }

  private static Path proc(String file) {
    return Path.of("/proc", file);
  }

  /** For people: {@code databases/shop-dev-postgres (process 4711)}. */
  @Override
  public String toString() {
    return part + identity.map(it -> " (process " + it.pid() + ")").orElse("");
  }
}
