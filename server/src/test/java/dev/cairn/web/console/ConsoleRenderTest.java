package dev.cairn.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Every page, rendered from samples; left under target/console for eyes. */
class ConsoleRenderTest {
  private final Templates templates = new Templates();

  @Test
  void everyPageRendersUnderAStrictContentSecurityPolicy() throws IOException {
    var directory = Files.createDirectories(Path.of("target", "console"));
    for (var entry : SampleViews.pages().entrySet()) {
      var page = entry.getValue();
      var html = templates.render(page.template(), page.parameters());
      Files.writeString(directory.resolve(entry.getKey() + ".html"), html);
      assertThat(html)
          .as(entry.getKey())
          .contains("<h1>")
          .doesNotContain(" style=", "<style", "hx-on", "javascript:", "onclick", "Optional[")
          .doesNotContainPattern("<script(?! src=\"/)")
          .doesNotContainPattern("(?:src|href)=\"//")
          .doesNotContainPattern("<(?:script|link|img)[^>]+https?:");
    }
  }

  @Test
  void everyFieldHasALabel() {
    for (var entry : SampleViews.pages().entrySet()) {
      var html = templates.render(entry.getValue().template(), entry.getValue().parameters());
      var fields =
          java.util.regex.Pattern.compile("<(?:input|select)[^>]* id=\"([^\"]+)\"").matcher(html);
      while (fields.find()) {
        assertThat(html).as(entry.getKey()).contains("for=\"" + fields.group(1) + "\"");
      }
    }
  }
}
