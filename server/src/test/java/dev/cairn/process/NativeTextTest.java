package dev.cairn.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.ProblemException;
import dev.cairn.core.ReadyWait;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process gets is what was given, or it is not started. */
class NativeTextTest {
  private static final String ODD = "Zürich € 🦊";

  @TempDir Path directory;

  @Test
  void bytesArriveInALocaleWithUtf8AndAreRefusedInAnother() throws Exception {
    assertThat(started("C.UTF-8", ODD)).isEqualTo(ODD);
    assertThat(started("C", "plain")).isEqualTo("plain");
    assertThat(started("C", ODD))
        .startsWith("locale-without-utf-8")
        .contains("the variable GREETING")
        .doesNotContain("rich");
  }

  /** What a process saw that was started by a Java of that locale, or why it was not. */
  private String started(String locale, String value) throws Exception {
    var builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Starter.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("LC_ALL", locale);
    var process = builder.start();
    try (var in = process.getOutputStream()) {
      in.write(value.getBytes(StandardCharsets.UTF_8));
    }
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Starts a process with what comes on standard input, and tells what that saw. */
  static final class Starter {
    private Starter() {}

    public static void main(String[] arguments) throws Exception {
      var directory = Path.of(arguments[0]);
      var value = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
      var seen = directory.resolve("seen");
      Files.deleteIfExists(seen);
      var script = "printf %s \"$GREETING\" > seen.part; mv seen.part seen; exec sleep 60";
      String told;
      try {
        var processes = new Processes();
        var identity =
            processes.start(
                new Launch(
                    List.of("sh", "-c", script),
                    directory,
                    Map.of("GREETING", value),
                    directory.resolve("log"),
                    Optional.empty()));
        ReadyWait.upTo(Duration.ofSeconds(10))
            .until("the process to tell", () -> Files.exists(seen));
        told = Files.readString(seen);
        processes.terminate(identity, Duration.ZERO);
      } catch (ProblemException e) {
        told = e.problem().code() + ": " + e.problem().message();
      }
      System.out.write(told.getBytes(StandardCharsets.UTF_8));
      System.out.flush();
    }
  }
}
