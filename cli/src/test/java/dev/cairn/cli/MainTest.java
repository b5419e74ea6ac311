package dev.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.AutoComplete;
import picocli.CommandLine;

class MainTest {
  /** Nobody listens on port 1. */
  private static final String NOWHERE = "http://127.0.0.1:1";

  private record Outcome(int status, String err) {}

  private static Outcome run(String... arguments) {
    var before = System.err;
    var err = new ByteArrayOutputStream();
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      var status = Main.commandLine(Cairn.of(arguments)).execute(arguments);
      return new Outcome(status, err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setErr(before);
    }
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
  void serverThatIsAwayIsAFailureThatSaysWhatToDo() {
    var outcome = run("db", "list", "notes/dev", "--server", NOWHERE);
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err()).contains(NOWHERE).contains("cairn up").doesNotContain("\tat ");
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

  @Test
  void missingManifestIsNamed() {
    var outcome = run("apply", "-f", "/nowhere/cairn.yaml", "--server", NOWHERE);
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err()).contains("/nowhere/cairn.yaml");
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
