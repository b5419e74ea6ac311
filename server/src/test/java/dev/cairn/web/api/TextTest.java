package dev.cairn.web.api;

import static dev.cairn.access.Action.READ;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.ApiClient;
import dev.cairn.core.Role;
import dev.cairn.db.TestDatabase;
import dev.cairn.web.TestSite;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TextTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  @Test
  void textIsUtf8AndSaysSo() throws Exception {
    var text = "GREETING: Zürich € 🦊\n";
    Noun noun =
        () ->
            List.of(
                Route.get(
                    "stacks/{stack}/export",
                    READ,
                    it -> new Answer.Text("application/yaml", text)));
    try (var site = new TestSite(DATABASE.state())) {
      site.start(new RestApi(site.callers, site.authorizer, List.of(noun)));
      var token = site.token(Role.VIEWER);
      var answer = site.get("/api/v1/stacks/a/export", token);
      assertThat(answer.headers().firstValue("Content-Type"))
          .hasValueSatisfying(type -> assertThat(type).containsIgnoringCase("charset=utf-8"));
      assertThat(answer.body().getBytes(StandardCharsets.UTF_8))
          .isEqualTo(text.getBytes(StandardCharsets.UTF_8));
      try (var client =
          new ApiClient(URI.create("http://127.0.0.1:" + site.port()), () -> Optional.of(token))) {
        assertThat(client.export("a")).isEqualTo(text);
      }
    }
  }
}
