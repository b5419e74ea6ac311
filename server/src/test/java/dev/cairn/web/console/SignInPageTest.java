package dev.cairn.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.access.SignInLinks;
import dev.cairn.core.Actor;
import dev.cairn.core.Role;
import dev.cairn.db.TestDatabase;
import dev.cairn.web.TestSite;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Browsers send a cookie to each port of its host: none is set where applications are. */
class SignInPageTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  @TempDir Path home;

  private static HttpResponse<String> open(TestSite site, String address) {
    return site.send(HttpRequest.newBuilder(URI.create(address)));
  }

  private static HttpResponse<String> press(TestSite site, String base, String key) {
    return site.send(
        HttpRequest.newBuilder(URI.create(base + "/sign-in/link"))
            .header("Origin", base)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("key=" + key)));
  }

  @Test
  void linkThatIsOpenedAtAnAddressOfApplicationsSignsInAtLocalhostAlone() {
    try (var bench = new ConsoleBench(DATABASE.state(), home)) {
      var site = bench.site;
      var key = site.links.create(Actor.CAIRN, TestSite.userOf(Role.VIEWER)).key().reveal();
      var link = SignInLinks.PATH + key;
      var console = "http://localhost:" + site.port();

      for (var host : List.of("127.0.0.1", "[::1]")) {
        var base = "http://" + host + ":" + site.port();
        var opened = open(site, base + link);
        assertThat(opened.statusCode()).isEqualTo(303);
        assertThat(opened.headers().firstValue("Location")).contains(console + link);
        assertThat(opened.headers().firstValue("Set-Cookie")).isEmpty();

        var pressed = press(site, base, key);
        assertThat(pressed.statusCode()).isEqualTo(421);
        assertThat(pressed.body()).contains(console);
        assertThat(pressed.headers().firstValue("Set-Cookie")).isEmpty();
      }

      assertThat(open(site, console + link).body()).contains(key);
      var pressed = press(site, console, key);
      assertThat(pressed.statusCode()).isEqualTo(303);
      assertThat(pressed.headers().firstValue("Set-Cookie")).isPresent();
    }
  }
}
