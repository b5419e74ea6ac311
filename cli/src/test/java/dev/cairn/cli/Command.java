package dev.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The command as a process of its own, in a home that a test owns. */
public final class Command {
  /** What came of it. */
  public record Outcome(int status, String out, String err) {}

  private final Path home;
  private final Map<String, String> variables;

  public Command(Path home) {
    this(home, Map.of());
  }

  /**
   * @param variables of its environment, beside those of this process
   */
  public Command(Path home, Map<String, String> variables) {
    this.home = home;
    this.variables = variables;
  }

  /** The program and its arguments, for those who start it in another way. */
  public static List<String> line(String... arguments) {
    return line(Main.class, arguments);
  }

  private static List<String> line(Class<?> program, String... arguments) {
    var line = new ArrayList<String>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
    line.add(program.getName());
    line.addAll(List.of(arguments));
    return line;
  }

  public Outcome run(String... arguments) throws IOException, InterruptedException {
    return runWithInput("", arguments);
  }

  public Outcome runWithInput(String input, String... arguments)
      throws IOException, InterruptedException {
    return run(input, line(arguments));
  }

  /** Another program of the same classes. */
  Outcome runProgram(Class<?> program) throws IOException, InterruptedException {
    return run("", line(program));
  }

  private Outcome run(String input, List<String> line) throws IOException, InterruptedException {
    var out = Files.createTempFile("cairn", ".out");
    var err = Files.createTempFile("cairn", ".err");
    var builder = new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().putAll(variables);
    builder.environment().put("CAIRN_HOME", home.toString());
    // Nobody listens there: whatever runs on this machine is not asked.
    builder.environment().put("CAIRN_PORT", "1");
    var process = builder.start();
    try (var in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // It ended without reading, which its outcome tells.
    }
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
      return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      process.destroyForcibly();
      Files.delete(out);
      Files.delete(err);
    }
  }
}
