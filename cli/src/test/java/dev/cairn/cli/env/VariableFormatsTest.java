package dev.cairn.cli.env;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class VariableFormatsTest {

  @Test
  void plainValuesStayBareInDotenv() {
    assertThat(VariableFormats.dotenv("postgresql://n:p-_w@172.18.0.1:20001/n?sslmode=require"))
        .doesNotContain("\"");
    assertThat(VariableFormats.dotenv("5432")).isEqualTo("5432");
  }

  @Test
  void valuesWithSpacesAndQuotesAreQuotedInDotenv() {
    assertThat(VariableFormats.dotenv("say \"hi\"\n$now")).isEqualTo("\"say \\\"hi\\\"\\n\\$now\"");
  }

  @Test
  void aShellReadsBackWhatWasWritten() throws IOException, InterruptedException {
    var nasty = "it's \"quoted\" $HOME `id` \\ and a\nsecond line";
    var shell = new ProcessBuilder("sh", "-c", "printf %s " + VariableFormats.shell(nasty)).start();
    var read = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(shell.waitFor()).isZero();
    assertThat(read).isEqualTo(nasty);
  }
}
