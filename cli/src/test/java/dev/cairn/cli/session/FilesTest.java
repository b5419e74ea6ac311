package dev.cairn.cli.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FilesTest {
  @Test
  void utf8IsReadAsItIsAndAMarkBeforeItIsNoContent() {
    assertThat(Files.text("Zürich €\n".getBytes(UTF_8), "It")).isEqualTo("Zürich €\n");
    assertThat(Files.text("\uFEFFstack: a\n".getBytes(UTF_8), "It")).isEqualTo("stack: a\n");
    assertThat(Files.text(new byte[0], "It")).isEmpty();
  }

  @Test
  void otherEncodingsAreRefusedByNameAndLine() {
    assertThatThrownBy(() -> Files.text("stack: a\n".getBytes(UTF_16), "The file a.yaml"))
        .hasMessageContaining("The file a.yaml is not UTF-8 but UTF-16");
    assertThatThrownBy(() -> Files.text("a\nb: Zürich\n".getBytes(ISO_8859_1), "The file a.yaml"))
        .hasMessageContaining("The file a.yaml is not UTF-8: line 2 holds");
  }
}
