package dev.cairn.cli.env;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.api.ApiProblemException;
import dev.cairn.api.VariableView;
import dev.cairn.api.WireJson;
import dev.cairn.cli.env.EnvGroup.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each form, read by the programs that it is for: what goes in comes out. */
class ReadersTest {
  private static final String SCRIPT_OF_NODE =
      "const o={};for(const k in process.env)if(/^V\\d+$/.test(k))o[k]=process.env[k];"
          + "process.stdout.write(JSON.stringify(o))";
  private static final String SCRIPT_OF_DOTENV =
      "process.stdout.write(JSON.stringify(require('dotenv').parse("
          + "require('fs').readFileSync(process.argv[1]))))";
  private static final String SCRIPT_OF_PYTHON =
      "import sys,json,dotenv;json.dump(dict(dotenv.dotenv_values(sys.argv[1])),sys.stdout)";

  @TempDir Path here;

  @Test
  void nodeReadsWhatIsForIt() throws Exception {
    assumeTrue(has("node", "--env-file=/dev/null", "-e", ""), "node 20.6 or newer");
    for (var format : List.of(Format.dotenv, Format.node)) {
      var values = expressible(format);
      var file = written(values, format);
      assertSame(
          "node --env-file, " + format,
          json("node", "--env-file=" + file, "-e", SCRIPT_OF_NODE),
          values);
    }
  }

  @Test
  void theDotenvOfNodeReadsWhatIsForIt() throws Exception {
    assumeTrue(has("node", "-e", "require('dotenv')"), "npm's dotenv on NODE_PATH");
    for (var format : List.of(Format.dotenv, Format.node)) {
      var values = expressible(format);
      assertSame(
          "dotenv, " + format,
          json("node", "-e", SCRIPT_OF_DOTENV, written(values, format).toString()),
          values);
    }
  }

  @Test
  void pythonDotenvReadsWhatIsForIt() throws Exception {
    assumeTrue(has("python3", "-c", "import dotenv"), "python3-dotenv");
    for (var format : List.of(Format.dotenv, Format.python)) {
      var values = expressible(format);
      assertSame(
          "python-dotenv, " + format,
          json("python3", "-c", SCRIPT_OF_PYTHON, written(values, format).toString()),
          values);
    }
  }

  @Test
  void shellsReadWhatIsForThem() throws Exception {
    for (var format : List.of(Format.dotenv, Format.shell)) {
      var values = expressible(format);
      var file = written(values, format);
      for (var shell : List.of("sh", "bash")) {
        var out = run(shell, "-c", "set -a; . \"$0\"; exec env -0", file.toString());
        var read = new LinkedHashMap<String, String>();
        for (var pair : new String(out, UTF_8).split("\0", -1)) {
          if (pair.matches("(?s)V\\d+=.*")) {
            read.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
          }
        }
        assertSame(shell + ", " + format, read, values);
      }
    }
  }

  @Test
  void dockerReadsWhatIsForIt() throws Exception {
    assumeTrue(has("docker", "info"), "docker");
    var image = "cairn-readers-" + System.nanoTime() + ":probe";
    var empty = Files.write(here.resolve("empty.tar"), new byte[1024]);
    run("docker", "import", empty.toString(), image);
    try {
      var values = expressible(Format.docker);
      var file = written(values, Format.docker);
      var id =
          new String(run("docker", "create", "--env-file", file.toString(), image, "x"), UTF_8)
              .strip();
      var env = run("docker", "inspect", "-f", "{{json .Config.Env}}", id);
      run("docker", "rm", id);
      var read = new LinkedHashMap<String, String>();
      for (var pair : WireJson.MAPPER.readValue(env, String[].class)) {
        read.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
      }
      assertThat(read).containsAllEntriesOf(values);
    } finally {
      run("docker", "rmi", image);
    }
  }

  @Test
  void mostOfWhatPeopleHaveHasAFormForEveryReader() {
    for (var value :
        List.of(
            "",
            "$2y$10$abcdefghijklmnopqrstuu5Lwx0Cj0g2Xo1l5fA4YYo1Pq0L1tP7u",
            "{\"a\": [1, 2], \"c\": \"d#e\"}",
            "it's",
            "a\\nb",
            "C:\\dir\\file",
            "`x` $(x) $X !x %x #x",
            " both ends ",
            "-----BEGIN PRIVATE KEY-----\nMIIE\n/+=\n-----END PRIVATE KEY-----\n",
            "Zürich € 🦊")) {
      assertThat(VariableFormats.dotenv(value)).as(value).isPresent();
    }
    assertThat(refusal("it's \"both\"", Format.dotenv)).contains("V0").contains("-o python");
    assertThat(refusal("${X}", Format.dotenv)).contains("V0");
    assertThat(refusal("two\nlines", Format.docker)).contains("V0").contains("Docker");
    assertThat(refusal("x".repeat(70_000), Format.docker)).contains("V0");
  }

  private static void assertSame(
      String reader, Map<String, String> read, Map<String, String> values) {
    var wrong = new ArrayList<String>();
    values.forEach(
        (name, value) -> {
          if (!value.equals(read.get(name))) {
            wrong.add(escaped(value) + " was read as " + escaped(read.get(name)));
          }
        });
    assertThat(wrong).as(reader).isEmpty();
    assertThat(read).as(reader).hasSameSizeAs(values);
  }

  private static String escaped(@Nullable String text) {
    return WireJson.MAPPER.writeValueAsString(text);
  }

  private static String refusal(String value, Format format) {
    try {
      VariableFormats.render(List.of(variable("V0", value)), format, "shop/dev");
    } catch (ApiProblemException e) {
      return e.problem().detail() + e.problem().suggestion();
    }
    throw new AssertionError("written as " + format + ": " + value);
  }

  /** Of many values those that the form has a way to say. */
  private static Map<String, String> expressible(Format format) {
    var values = new LinkedHashMap<String, String>();
    for (var value : OddValues.all(1500)) {
      var name = "V" + values.size();
      try {
        VariableFormats.render(List.of(variable(name, value)), format, "shop/dev");
        values.put(name, value);
      } catch (ApiProblemException e) {
        assertThat(e.problem().code()).isEqualTo("no-form");
      }
    }
    assertThat(values.size()).isGreaterThan(format == Format.docker ? 500 : 300);
    return values;
  }

  private Path written(Map<String, String> values, Format format) throws IOException {
    var variables =
        values.entrySet().stream().map(it -> variable(it.getKey(), it.getValue())).toList();
    return Files.writeString(
        here.resolve(format + ".env"), VariableFormats.render(variables, format, "shop/dev"));
  }

  private static VariableView variable(String name, String value) {
    return new VariableView(
        name,
        Optional.of(value),
        false,
        "literal",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false);
  }

  private Map<String, String> json(String... command) throws Exception {
    var read = new LinkedHashMap<String, String>();
    WireJson.MAPPER
        .readTree(run(command))
        .forEachEntry((name, value) -> read.put(name, value.asString()));
    return read;
  }

  private boolean has(String... command) {
    try {
      run(command);
      return true;
    } catch (IOException | AssertionError e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] run(String... command) throws IOException, InterruptedException {
    var out = Files.createTempFile(here, "run", ".out");
    var err = Files.createTempFile(here, "run", ".err");
    var builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("LC_ALL", "C.UTF-8");
    var process = builder.start();
    process.getOutputStream().close();
    int status = process.waitFor();
    assertThat(status).as(String.join(" ", command) + "\n" + Files.readString(err)).isZero();
    return Files.readAllBytes(out);
  }
}
