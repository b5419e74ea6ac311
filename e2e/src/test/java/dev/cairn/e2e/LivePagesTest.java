package dev.cairn.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Mouse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PageAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.MouseButton;
import dev.cairn.api.ManifestRequest;
import dev.cairn.api.SignInLinkRequest;
import dev.cairn.bench.Installation;
import java.nio.file.Path;
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

  private static final String ROWS = "**/operations/rows**";
  private static final PageAssertions.HasURLOptions SOON =
      new PageAssertions.HasURLOptions().setTimeout(20_000);

  /** Its deploy goes on for longer than all of this takes. */
  private static final String MANIFEST =
      """
      stack: slow
      service: {source: ., runtime: process, build: sleep 600, run: 'true', port: 8000}
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
    var wanted = new ManifestRequest(MANIFEST, base, Map.of(), Optional.empty(), false);
    operation = installation.api().apply(wanted).operations().getFirst().id();
  }

  @BeforeEach
  void signIn() {
    context = chromium.browser().newContext();
    page = context.newPage();
    page.navigate(
        installation
            .api()
            .access()
            .createSignInLink(new SignInLinkRequest(Optional.empty()))
            .url());
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

  @Test
  void aContextMenuDoesNotStopAPage() {
    busyPage();
    page.mouse().down(new Mouse.DownOptions().setButton(MouseButton.RIGHT));

    looksAgain();
  }

  @Test
  void norDoesAPressWhoseEndWasNeverSeen() {
    busyPage();
    page.dispatchEvent("h1", "pointerdown", Map.of("button", 0, "buttons", 1, "bubbles", true));
    page.mouse().move(15, 500);

    looksAgain();
  }

  @Test
  void whatIsPressedIsNotReplacedUntilItIsLetGo() {
    busyPage();
    page.mouse().down();
    page.mouse().move(15, 500);
    page.waitForResponse(ROWS, () -> {});
    page.waitForResponse(ROWS, () -> {}); // by now the first has been dealt with
    assertThat(page.locator("body")).not().hasAttribute("data-replaced", "yes");
    page.mouse().up();

    looksAgain();
  }

  /** One that asks every second, with the mouse beside all links. */
  private void busyPage() {
    page.navigate(installation.console() + "/operations");
    page.evaluate(
        """
        () => document.addEventListener('htmx:afterSwap',
          () => document.body.setAttribute('data-replaced', 'yes'))
        """);
    page.mouse().move(5, 500);
  }

  private void looksAgain() {
    assertThat(page.locator("body")).hasAttribute("data-replaced", "yes");
  }
}
