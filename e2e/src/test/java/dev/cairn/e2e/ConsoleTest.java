package dev.cairn.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.cairn.api.SignInLinkRequest;
import dev.cairn.api.VariableView;
import dev.cairn.bench.Installation;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The console in a real browser: from the one-time link through adding a database, watched as it
 * happens, to the application's answer. Leaves pictures in {@code e2e/screenshots}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConsoleTest {
  private static final Path PICTURES = Installation.REPOSITORY.resolve("e2e/screenshots");
  private static final String ODD =
      "\n  -- <b>A text</b> --\n\tMIIE/+= & &amp; \"x\" \\n ${X} # ü€🦊\nits end  \n\n ";

  private static final double LONG = Duration.ofMinutes(3).toMillis();

  private final Installation installation = Installation.empty();
  private final Chromium chromium = new Chromium();
  private final Page page = chromium.browser().newPage();
  private final List<String> elsewhere = new ArrayList<>();
  private final List<String> complaints = new ArrayList<>();

  @BeforeAll
  void anApplicationWithoutADatabase() throws IOException {
    page.onRequest(
        request -> {
          if (!request.url().startsWith("data:") && !isOwn(request.url())) {
            elsewhere.add(request.url());
          }
        });
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error")) {
            complaints.add(message.text());
          }
        });
    installation.up();
    var manifest = Files.createTempFile("cairn-e2e-", ".yaml");
    var example = Installation.REPOSITORY.resolve("examples/notes");
    var lines =
        Files.readAllLines(example.resolve("cairn.yaml")).stream()
            .map(line -> line.replace("source: .", "source: " + example))
            .filter(line -> !line.strip().equals("databases:"))
            .filter(line -> !line.strip().startsWith("- postgres"))
            .toList();
    Files.write(manifest, lines);
    installation
        .cairn("apply", "-f", manifest.toString(), "--allow-source", example.toString())
        .expectSuccess();
    Files.delete(manifest);
  }

  @AfterAll
  void takeDown() {
    chromium.close();
    installation.close();
  }

  private static boolean isOwn(String url) {
    var host = Optional.ofNullable(URI.create(url).getHost()).orElse("");
    return host.equals("localhost") || host.equals("127.0.0.1");
  }

  @Test
  @Order(1)
  void aStrangerIsAskedToSignIn() {
    page.navigate(installation.console().toString());

    assertThat(page.getByRole(AriaRole.HEADING, name("Sign in"))).isVisible();
  }

  @Test
  @Order(2)
  void aLinkSignsInOnce() {
    var link =
        installation.api().access().createSignInLink(new SignInLinkRequest(Optional.empty())).url();
    page.navigate(link);
    button("Sign in").click();

    assertThat(page.getByRole(AriaRole.LINK, name("notes")).first()).isVisible();
    picture("stacks");

    var again = chromium.browser().newContext().newPage();
    again.navigate(link);
    var form = again.getByRole(AriaRole.BUTTON, name("Sign in"));
    if (form.isVisible()) {
      form.click();
    }
    assertThat(again.getByRole(AriaRole.LINK, name("notes"))).hasCount(0);
    again.context().close();
  }

  @Test
  @Order(3)
  void valuesSurviveTheBrowserAsTheyWereTyped() {
    installation.cairn("stack", "create", "values").expectSuccess();
    installation.cairn("stage", "create", "values/dev").expectSuccess();
    var variables = installation.console() + "/stacks/values/stages/dev/variables";
    for (var value : List.of(ODD, "\n\n" + ODD, " ", ODD.stripTrailing() + "\n")) {
      page.navigate(variables);
      page.getByLabel("Name").fill("ODD");
      page.getByLabel("Value").fill(value);
      savePreviewed();
      assertThat(valuesOf("values/dev")).containsExactly(Map.entry("ODD", value));

      // Whoever only looks changes nothing.
      page.navigate(variables + "?edit=ODD#set");
      assertThat(page.getByLabel("Value")).hasValue(value);
      button("Preview").click();
      assertThat(page.getByText("Nothing: the application would get")).isVisible();
      page.navigate(variables + "?text#set");
      button("Preview").click();
      assertThat(page.getByText("Nothing: the application would get")).isVisible();
    }
  }

  @Test
  @Order(3)
  void aWholeDotenvWithAKeyOfManyLinesIsPasted() {
    installation.cairn("stack", "create", "pasted").expectSuccess();
    installation.cairn("stage", "create", "pasted/dev").expectSuccess();
    installation.cairn("env", "set", "pasted/dev", "OLD=1", "GREETING=hi").expectSuccess();
    var key = "-----BEGIN PRIVATE KEY-----\nMIIE/+= #1 $X\n\nit's\n-----END PRIVATE KEY-----\n";
    page.navigate(installation.console() + "/stacks/pasted/stages/dev/variables");
    page.getByText("Edit as .env").click();
    var text = page.getByRole(AriaRole.TEXTBOX, name("Variables"));
    assertThat(text).hasValue("GREETING=hi\nOLD=1\n");
    text.selectText();
    paste("# of the shop\nexport GREETING='good  morning'\nSIGNING_KEY=\"" + key + "\"\nEMPTY=\n");
    assertThat(text).hasValue(Pattern.compile("^# of the shop\n"));
    button("Preview").click();

    var changes = page.locator(".diff li");
    assertThat(changes).hasCount(4);
    assertThat(changes.filter(having("GREETING"))).containsText("good  morning");
    assertThat(changes.filter(having("SIGNING_KEY"))).containsText("••••");
    assertThat(changes.filter(having("OLD"))).containsText("Removed");
    assertThat(changes.filter(having("MIIE"))).hasCount(0);
    picture("dotenv-preview");
    button("Save").click();
    assertThat(button("Preview")).isVisible();
    assertThat(valuesOf("pasted/dev"))
        .isEqualTo(Map.of("GREETING", "good  morning", "SIGNING_KEY", key, "EMPTY", ""));
  }

  /** As from the clipboard: one piece of text in place of what is selected. */
  private void paste(String text) {
    page.keyboard().insertText(text);
  }

  private static Locator.FilterOptions having(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }

  private void savePreviewed() {
    button("Preview").click();
    button("Save").click();
    assertThat(button("Preview")).isVisible();
  }

  private Map<String, String> valuesOf(String stage) {
    return installation.api().variables(stage, true).stream()
        .collect(Collectors.toMap(VariableView::name, it -> it.value().orElse("")));
  }

  @Test
  @Order(4)
  void aDatabaseIsAddedAndItsStepsAreSeenAsTheyHappen() {
    page.navigate(installation.console() + "/stacks/notes/stages/dev/databases/new");
    picture("add-database");
    button("Add database").click();

    page.waitForURL("**/operations/*");
    page.evaluate("() => { window.stillThisPage = true }");
    assertThat(page.getByRole(AriaRole.STATUS).first())
        .containsText("Done", new LocatorAssertions.ContainsTextOptions().setTimeout(LONG));
    assertThat(page.evaluate("() => window.stillThisPage === true"))
        .as("no reload was needed to see progress")
        .isEqualTo(true);
    picture("operation");
  }

  @Test
  @Order(5)
  void theApplicationKeepsItsNotesInIt() {
    page.navigate(installation.api().service("notes/dev").address());
    page.getByLabel("A new note").fill("written in a browser");
    button("Add note").click();

    assertThat(page.getByText("written in a browser")).isVisible();
    assertThat(page.locator("#databases")).containsText("PostgreSQL");
    page.navigate(installation.console() + "/stacks/notes/stages/dev");
    assertThat(page.getByText("Application log")).isVisible();
    picture("stage");
  }

  @Test
  @Order(6)
  void theDatabasesFiguresAreDrawnAndWalkedWithTheKeyboard() {
    page.navigate(installation.console() + "/stacks/notes/stages/dev/databases/postgres");
    var plots = page.locator(".chart-plot canvas");
    assertThat(plots).hasCount(4, new LocatorAssertions.HasCountOptions().setTimeout(LONG));
    page.locator("[data-chart=connections] .chart-plot").focus();
    page.keyboard().press("End");
    assertThat(page.locator("[data-chart=connections] .chart-value")).containsText(" · ");
    page.getByText("The same as a table").click();
    assertThat(page.locator("#chart-rows tr").first()).isVisible();
    picture("database");
  }

  @Test
  @Order(7)
  void aReplicaIsPromotedAndTheApplicationWritesToIt() {
    installation.cairn("stage", "create", "notes/eu", "--replica-of", "notes/dev/postgres");
    var replica = installation.console() + "/stacks/notes/stages/eu/databases/postgres";
    page.navigate(replica);
    page.getByRole(AriaRole.LINK, name("Promote")).click();
    assertThat(page.locator("#promotion-loss")).hasText("nothing");
    picture("promotion");
    button("Promote").click();

    page.waitForURL("**/operations/*");
    assertThat(page.getByRole(AriaRole.STATUS).first())
        .containsText("Done", new LocatorAssertions.ContainsTextOptions().setTimeout(LONG));
    page.navigate(replica + "/promotion");
    assertThat(page).hasURL(replica);
    page.navigate(installation.console() + "/stacks/notes");
    assertThat(page.locator(".topology li").first()).containsText("eu");
    picture("promoted");

    page.navigate(installation.api().service("notes/dev").address());
    assertThat(page.getByText("written in a browser")).isVisible();
    page.getByLabel("A new note").fill("written to the new primary");
    button("Add note").click();
    assertThat(page.getByText("written to the new primary")).isVisible();
  }

  @Test
  @Order(8)
  void itIsReadableInTheDarkAndOnAPhone() {
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
    page.navigate(installation.console() + "/stacks/notes");
    picture("stack-dark");
    page.setViewportSize(375, 740);
    page.reload();

    var overflow =
        page.evaluate(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
    assertThat(((Number) overflow).intValue()).as("nothing sticks out sideways").isLessThan(2);
    picture("stack-phone");
  }

  @Test
  @Order(9)
  void nothingWasAskedOfAnotherHostAndTheBrowserHadNothingToComplainAbout() {
    assertThat(elsewhere).isEmpty();
    assertThat(complaints).isEmpty();
  }

  private Locator button(String name) {
    return page.getByRole(AriaRole.BUTTON, name(name));
  }

  private static Page.GetByRoleOptions name(String name) {
    return new Page.GetByRoleOptions().setName(name);
  }

  private void picture(String name) {
    page.screenshot(
        new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")).setFullPage(true));
  }
}
