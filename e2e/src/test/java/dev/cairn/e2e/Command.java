package dev.cairn.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One command, run to its end. */
record Command(List<String> argv, int status, String out, String err) {
  private static final JsonMapper JSON = new JsonMapper();

  /** Runs it with the given additions to this process's environment and standard input. */
  static Command run(
      Path directory, Map<String, String> environment, String input, List<String> argv) {
    try {
      var out = Files.createTempFile("cairn-e2e-", ".out");
      var err = Files.createTempFile("cairn-e2e-", ".err");
      var builder =
          new ProcessBuilder(argv)
              .directory(directory.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().putAll(environment);
      var process = builder.start();
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("ended without reading input").isTrue();
      }
      var ended = process.waitFor(Duration.ofMinutes(10));
      if (!ended) {
        process.destroyForcibly();
      }
      var result =
          new Command(
              argv, ended ? process.exitValue() : -1, Files.readString(out), Files.readString(err));
      Files.delete(out);
      Files.delete(err);
      return result;
    } catch (IOException e) {
      throw new AssertionError("could not run " + argv, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted: " + argv, e);
    }
  }

  Command expectSuccess() {
    assertThat(status).as("status of %s%n%s%n%s", argv, out, err).isZero();
    return this;
  }

  JsonNode json() {
    return JSON.readTree(out);
  }
}
