package dev.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.AutoComplete;
import picocli.CommandLine;

class MainTest {
  /** Nobody listens on port 1. */
  private static final String NOWHERE = "http://127.0.0.1:1";

  private record Outcome(int status, String out, String err) {}

  private static Outcome run(String... arguments) {
    return run(() -> Cairn.of(arguments), arguments);
  }

  /** Made only then: picocli keeps the streams that it meets. */
  private static Outcome run(Supplier<CommandLine> command, String... arguments) {
    var outBefore = System.out;
    var errBefore = System.err;
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      var status = Main.commandLine(command.get()).execute(arguments);
      return new Outcome(
          status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(outBefore);
      System.setErr(errBefore);
    }
  }

  @Test
  void itsVersionIsTheBuilds() {
    assertThat(Cairn.of("--version").getCommandSpec().version())
        .singleElement(InstanceOfAssertFactories.STRING)
        .matches("cairn \\d+\\.\\d+\\.\\d+");
  }

  @Test
  void unknownNounSuggestsNearOnes() {
    var outcome = run("dbb");
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err()).contains("Did you mean").contains("db");
  }

  @Test
  void unknownVerbSuggestsNearOnes() {
    var outcome = run("stack", "lst");
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err()).contains("stack list");
  }

  @Test
  void missingArgumentIsWrongUsage() {
    var outcome = run("db", "list");
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err()).contains("STACK/STAGE").contains("cairn db list --help");
  }

  @Test
  void serverThatIsAwayIsAFailureThatSaysWhatToDo(@TempDir Path directory) throws IOException {
    var token = Files.writeString(directory.resolve("token"), "cairn_t\n").toString();
    var outcome = run("db", "list", "notes/dev", "--server", NOWHERE, "--token-file", token);
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err()).contains(NOWHERE).contains("cairn up").doesNotContain("\tat ");
  }

  @Test
  void mistakeOfTheCommandIsOneLineWithoutWhatItHeld() {
    var outcome = run(() -> new CommandLine(new Failing()));
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err()).contains("IllegalArgumentException", "MainTest.java");
    assertThat(outcome.err()).doesNotContain("cairn_s3cret", "\tat ");
  }

  @CommandLine.Command(name = "failing")
  private static final class Failing implements Callable<Integer> {
    @Override
    public Integer call() {
      throw new IllegalArgumentException("invalid header value: \"Bearer cairn_s3cret\"");
    }
  }

  @Test
  void destructionWithoutAnybodyToAskNeedsTheName() {
    var outcome = run("stack", "delete", "notes", "--server", NOWHERE);
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err()).contains("--yes-delete notes");
  }

  @Test
  void destructionWithTheWrongNameChangesNothing() {
    var outcome = run("stack", "delete", "notes", "--yes-delete", "nots", "--server", NOWHERE);
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err()).contains("nothing was changed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--server=" + NOWHERE, "--token-file=nosuch", "-ojson", "shop/dev"})
  void nothingBeforeTheVerbIsPassedOver(String before) {
    var outcome = run("env", before, "set", "shop/dev", "A=1");
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err()).contains("cairn env set");
  }

  @Test
  void missingManifestIsNamed() {
    var outcome = run("apply", "-f", "/nowhere/cairn.yaml", "--server", NOWHERE);
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err()).contains("/nowhere/cairn.yaml");
  }

  /** As it is typed: by what is read of the table for exactly these words. */
  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h"})
  void everyNounAndVerbAnswersHelp(String flag) {
    for (var command : all(Cairn.whole())) {
      var words = command.getCommandSpec().qualifiedName().split(" ", -1);
      var typed = Stream.concat(Stream.of(words).skip(1), Stream.of(flag)).toArray(String[]::new);
      var outcome = run(typed);
      assertThat(outcome.status()).as(String.join(" ", typed) + outcome.err()).isZero();
      assertThat(outcome.out()).startsWith("Usage: " + String.join(" ", words)).contains("--help");
      assertThat(outcome.err()).isEmpty();
    }
  }

  @Test
  void everyCommandSaysWhatItDoes() {
    for (var command : all(Cairn.whole())) {
      var usage = command.getCommandSpec().usageMessage();
      assertThat(usage.description()).as(command.getCommandSpec().qualifiedName()).isNotEmpty();
    }
  }

  @Test
  void completionIsAScriptThatBashCanRead() throws IOException, InterruptedException {
    var bash =
        new ProcessBuilder("bash", "-n").redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (var in = bash.getOutputStream()) {
      in.write(AutoComplete.bash("cairn", Cairn.whole()).getBytes(StandardCharsets.UTF_8));
    }
    assertThat(bash.waitFor()).isZero();
  }

  private static List<CommandLine> all(CommandLine root) {
    var found = new ArrayList<CommandLine>();
    found.add(root);
    root.getSubcommands().values().forEach(each -> found.addAll(all(each)));
    return found;
  }
}
