package dev.cairn.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PageAssertions;
import com.microsoft.playwright.options.AriaRole;
import dev.cairn.api.ManifestRequest;
import dev.cairn.api.SignInLinkRequest;
import dev.cairn.bench.Installation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Pages that look again by themselves, in a real browser, while an application is deployed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LivePagesTest {
  private static final Pattern DOOR = Pattern.compile(".*/sign-in\\?next=.*");

  private static final PageAssertions.HasURLOptions SOON =
      new PageAssertions.HasURLOptions().setTimeout(Duration.ofSeconds(20).toMillis());

  /** It never listens: until that is given up, its deploy goes on. */
  private static final String MANIFEST =
      """
      stack: slow
      service: {source: ., runtime: process, run: sleep 600, port: 8000}
      stages: [{name: dev}]
      """;

  @TempDir private static Path directory;

  private final Installation installation = Installation.started();
  private final Chromium chromium = new Chromium();
  private BrowserContext context;
  private Page page;
  private String operation;

  @BeforeAll
  void anApplicationThatTakesLong() {
    var base = Optional.of(directory.toString());
    var wanted = new ManifestRequest(MANIFEST, base, Map.of(), false);
    operation = installation.api().apply(wanted).operations().getFirst().id();
  }

  @BeforeEach
  void signIn() {
    context = chromium.browser().newContext();
    page = context.newPage();
    page.navigate(
        installation.api().createSignInLink(new SignInLinkRequest(Optional.empty())).url());
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign in")).click();
    assertThat(page.getByText("slow").first()).isVisible();
  }

  @AfterEach
  void leave() {
    context.close();
  }

  @AfterAll
  void takeDown() {
    chromium.close();
    installation.close();
  }

  @Test
  void aLogsPageOfSomebodyWhoSignedOutElsewhereLeadsToSignIn() {
    page.navigate(installation.console() + "/stacks/slow/stages/dev/logs");
    var other = context.newPage();
    other.navigate(installation.console().toString());
    other.locator("details.menu summary").click();
    other.getByText("Sign out").click();

    assertThat(page).hasURL(DOOR, SOON);
  }

  @Test
  void soDoesAnOperationsPageOnceItsStreamIsRefused() {
    page.route(
        "**/live",
        stream -> {
          context.clearCookies();
          stream.resume();
        });
    page.navigate(installation.console() + "/operations/" + operation);

    assertThat(page).hasURL(DOOR, SOON);
  }
}
