package dev.cairn.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One command, run to its end. */
public record Command(List<String> argv, int status, String out, String err) {
  private static final JsonMapper JSON = new JsonMapper();

  /** Runs it with the given additions to this process's environment and standard input. */
  public static Command run(
      Path directory, Map<String, String> environment, String input, List<String> argv) {
    try {
      var in = Files.createTempFile("cairn-command-", ".in");
      var out = Files.createTempFile("cairn-command-", ".out");
      var err = Files.createTempFile("cairn-command-", ".err");
      Files.writeString(in, input);
      var builder =
          new ProcessBuilder(argv)
              .directory(directory.toFile())
              .redirectInput(in.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().putAll(environment);
      var process = builder.start();
      var ended = process.waitFor(Duration.ofMinutes(10));
      if (!ended) {
        process.destroyForcibly();
      }
      var result = new Command(argv, ended ? process.exitValue() : -1, read(out), read(err));
      for (var file : List.of(in, out, err)) {
        Files.delete(file);
      }
      return result;
    } catch (IOException e) {
      throw new UncheckedIOException("could not run " + argv, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted: " + argv, e);
    }
  }

  private static String read(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  /** This command, or an exception with all that it printed. */
  public Command expectSuccess() {
    if (status != 0) {
      throw new IllegalStateException("status %d of %s%n%s%n%s".formatted(status, argv, out, err));
    }
    return this;
  }

  /** Standard output, read as one JSON document. */
  public JsonNode json() {
    return JSON.readTree(out);
  }
}
