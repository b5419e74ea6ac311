package dev.cairn.cli.env;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class VariableFormatsTest {

  @Test
  void plainValuesStayBareInDotenv() {
    var url = "postgresql://n:p-_w@172.18.0.1:20001/n?sslmode=require";
    assertThat(VariableFormats.dotenv(url)).contains(url);
    assertThat(VariableFormats.dotenv("5432")).contains("5432");
  }

  @Test
  void valuesWithSpacesAndQuotesAreQuotedInDotenv() {
    assertThat(VariableFormats.dotenv("say \"hi\"\n$now")).contains("'say \"hi\"\n$now'");
    assertThat(VariableFormats.dotenv("it's")).contains("\"it's\"");
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
