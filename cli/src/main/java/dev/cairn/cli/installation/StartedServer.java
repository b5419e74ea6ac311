package dev.cairn.cli.installation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A server of a home from the moment it is started until it is gone, whether it answers or not:
 * found by how it was called, among what runs as whoever asks or as whose the home is: anybody can
 * call a process so, and would be waited for. Good for waiting for it; nothing is done to it for
 * that.
 */
final class StartedServer {
  private static final Path PROC = Path.of("/proc");

  private StartedServer() {}

  static Optional<Long> of(Path home) {
    var owners = List.of(owner(PROC.resolve("self")), owner(home));
    try (var all = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (var process : all) {
        var owner = owner(process);
        if (owner.isPresent()
            && owners.contains(owner)
            && has(process.resolve("cmdline"), "dev.cairn.Main")
            && has(process.resolve("environ"), "CAIRN_HOME=" + home)) {
          return Optional.of(Long.valueOf(process.getFileName().toString()));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // a system that does not tell
    }
  }

  /** Of a process's directory: whom it runs as. */
  private static Optional<Object> owner(Path directory) {
    try {
      return Optional.of(Files.getAttribute(directory, "unix:uid"));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  /** As one of the words there. */
  private static boolean has(Path file, String word) {
    try {
      var text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      return ("\0" + text).contains("\0" + word + "\0");
    } catch (IOException goneOrNotOurs) {
      return false;
    }
  }
}
