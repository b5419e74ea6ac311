package dev.cairn.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.OperationView;
import dev.cairn.api.WireJson;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final String ESCAPE = "\u001b[";
  private static final OperationView OPERATION =
      WireJson.MAPPER.readValue(
          "{\"id\":\"7\",\"title\":\"Deploy\",\"target\":\"shop/dev\",\"steps\":"
              + "[{\"position\":0,\"title\":\"Build\",\"status\":\"running\",\"progress\":\""
              + "a line of a build that is wider than many a terminal\"}]}",
          OperationView.class);

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  private String show(boolean live) {
    var progress = new Progress(new PrintStream(written, true, StandardCharsets.UTF_8), live);
    progress.show(OPERATION);
    progress.show(OPERATION);
    return written.toString(StandardCharsets.UTF_8);
  }

  @Test
  void lineTakesOneRowAlsoWhereItIsWiderThanTheTerminal() {
    var shown = show(true);

    // Two rows back, which is right only if the terminal does not continue lines on rows of their
    // own; afterwards it does again.
    assertThat(shown).contains(ESCAPE + "2A" + ESCAPE + "J" + ESCAPE + "?7lDeploy");
    assertThat(shown).endsWith("\n" + ESCAPE + "?7h");
  }

  @Test
  void elsewhereEachChangeIsALineWithoutMarks() {
    assertThat(show(false).lines())
        .containsExactly("shop/dev  … Build: a line of a build that is wider than many a terminal");
  }
}
