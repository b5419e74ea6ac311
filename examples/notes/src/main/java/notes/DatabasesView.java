package notes;

import static notes.Html.escape;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The part of the page that shows which database does what. */
final class DatabasesView {

  private DatabasesView() {}

  static String databases(List<Databases.State> databases) {
    if (databases.isEmpty()) {
      return "";
    }
    return databases.stream()
        .map(DatabasesView::card)
        .collect(
            Collectors.joining(
                "", "<h2>Databases</h2>\n<div id=\"databases\" class=\"cards\">\n", "</div>"));
  }

  /** What Redis did for this visit and all before it. */
  static String redis(Databases.Listing listing, boolean hasNotes) {
    var visit = listing.visit();
    if (visit.problem().isPresent()) {
      return """
          <p class="notice" role="status">Nobody counts visits now, and nothing is cached; the notes
          are not concerned. %s</p>
          """
          .formatted(escape(visit.problem().get()));
    }
    return visit.figures().map(it -> figures(it, listing, hasNotes)).orElse("");
  }

  private static String figures(
      Redis.Figures figures, Databases.Listing listing, boolean hasNotes) {
    var visits = figure("visits", String.format(Locale.ENGLISH, "%,d", figures.visits()));
    if (!hasNotes) {
      return "<dl id=\"redis\" class=\"figures\">" + visits + "</dl>";
    }
    var asked = Math.max(1, figures.hits() + figures.misses());
    return "<dl id=\"redis\" class=\"figures\">"
        + visits
        + figure("of the lists came from the cache", figures.hits() * 100 / asked + " %")
        + figure("was asked for this list", listing.fromCache() ? "cache" : "database")
        + "</dl>";
  }

  private static String figure(String name, String value) {
    return "<div><dt>%s</dt><dd>%s</dd></div>\n".formatted(escape(name), escape(value));
  }

  private static String card(Databases.State state) {
    return """
        <section class="card%s">
          <h3>%s</h3>
          <p>%s</p>
          <dl>%s</dl>
        </section>
        """
        .formatted(
            state.problem().isPresent() ? " away" : "",
            escape(state.engine() + state.session().map(it -> " " + it.version()).orElse("")),
            escape(state.problem().map(it -> "Away: " + it).orElse(state.role())),
            row("Address", state.address())
                + state
                    .session()
                    .map(it -> row("User", it.user()) + row("TLS", it.tls()))
                    .orElse(""));
  }

  private static String row(String name, String value) {
    return "<dt>%s</dt><dd><code>%s</code></dd>".formatted(name, escape(value));
  }
}
