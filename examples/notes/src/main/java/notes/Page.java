package notes;

import static notes.Html.escape;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The one page, as text. Whatever comes from outside is escaped. */
final class Page {

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private Page() {}

  /** The page with the notes. */
  static String render(
      Optional<String> greeting,
      boolean writable,
      Databases.Listing listing,
      List<Databases.State> databases,
      List<Environment.Shown> variables) {
    return frame(
        """
        <p class="greeting">%s</p>
        %s
        %s
        %s
        %s
        """
            .formatted(
                escape(greeting.orElse("Write something down.")),
                writable ? FORM + notes(listing) : NOWHERE,
                DatabasesView.redis(listing, writable),
                DatabasesView.databases(databases),
                variables(variables)));
  }

  /** The page while the notes cannot be read. */
  static String away(
      String reason, List<Databases.State> databases, List<Environment.Shown> variables) {
    return frame(
        """
        <p class="notice" role="status">The database is away. Nothing is lost; try again
        in a moment. %s</p>
        %s
        %s
        """
            .formatted(escape(reason), DatabasesView.databases(databases), variables(variables)));
  }

  static String style() throws IOException {
    try (var in = Page.class.getResourceAsStream("style.css")) {
      if (in == null) {
        throw new IOException("style.css is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static final String NOWHERE =
      """
      <p class="notice" role="status">No database is connected, so there is nowhere to keep
      notes. Add one with <code>cairn db add notes/dev postgres</code>.</p>
      """;

  private static final String FORM =
      """
      <form class="add" method="post" action="/notes">
        <label for="text">A new note</label>
        <textarea id="text" name="text" rows="2" required maxlength="10000"></textarea>
        <button type="submit">Add note</button>
      </form>
      """;

  private static String frame(String body) {
    return """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>Notes</title>
        <link rel="stylesheet" href="/style.css">
        </head>
        <body>
        <main>
        <h1>Notes</h1>
        %s</main>
        </body>
        </html>
        """
        .formatted(body);
  }

  private static String notes(Databases.Listing listing) {
    if (listing.notes().isEmpty()) {
      return "<p class=\"empty\">No notes yet.</p>";
    }
    return listing.notes().stream()
        .map(Page::note)
        .collect(Collectors.joining("", "<ul class=\"notes\">\n", "</ul>"));
  }

  private static String note(Note note) {
    return """
        <li>
          <p>%s</p>
          <footer>
            <time datetime="%s">%s</time>
            <form method="post" action="/notes/%s/delete">
              <button class="quiet" type="submit">Delete</button>
            </form>
          </footer>
        </li>
        """
        .formatted(escape(note.text()), note.createdAt(), DATE.format(note.createdAt()), note.id());
  }

  private static String variables(List<Environment.Shown> variables) {
    if (variables.isEmpty()) {
      return "";
    }
    return variables.stream()
        .map(
            each ->
                "<tr><th scope=\"row\"><code>%s</code></th><td><code>%s</code></td></tr>\n"
                    .formatted(escape(each.name()), escape(each.value())))
        .collect(
            Collectors.joining(
                "",
                "<h2>Runtime variables</h2>\n<div class=\"wide\"><table"
                    + " id=\"variables\"><tbody>\n",
                "</tbody></table></div>"));
  }
}
