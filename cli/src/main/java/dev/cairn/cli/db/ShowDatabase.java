package dev.cairn.cli.db;

import dev.cairn.api.ApiClient;
import dev.cairn.api.ClientAdviceView;
import dev.cairn.api.DatabaseView;
import dev.cairn.api.FiguresView;
import dev.cairn.api.StorageForecastView;
import dev.cairn.cli.session.ServerCommand;
import dev.cairn.cli.terminal.Table;
import dev.cairn.cli.terminal.Words;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cairn db show}. */
@Command(name = "show", description = "A database and where it is.")
public final class ShowDatabase extends ServerCommand {
  @Parameters(paramLabel = "DB", description = "The database: STACK/STAGE/ENGINE.")
  private String database;

  @Override
  protected void run(ApiClient api) {
    var shown = api.database(database);
    report(shown, text(shown));
  }

  private static Table text(DatabaseView shown) {
    var table = new Table("DATABASE", shown.ref());
    table
        .row("status", (shown.status() + " " + shown.statusReason()).strip())
        .row("version", shown.engine() + " " + shown.version());
    if (shown.replicaOf().isPresent()) {
      table.row("follows", Replication.followed(shown));
    }
    if (!shown.replicas().isEmpty()) {
      table.row("followed by", Replication.followers(shown));
    }
    shown.reader().map(Replication::read).ifPresent(it -> table.row("read from", it));
    if (shown.origin().equals("attached")) {
      table.row("run by", "somebody else: attached, never altered");
    } else {
      table
          .row("type", shown.type())
          .row(
              "storage", Words.bytes(shown.usedBytes()) + " of " + shown.storageGib() + " GiB used")
          .row("kept", shown.cacheOnly() ? "in memory alone: it is a cache only" : "on disk");
    }
    shown.storageForecast().ifPresent(it -> table.row("forecast", forecast(it)));
    shown.figures().ifPresent(it -> figures(table, shown, it));
    return table
        .row("address", shown.host().map(host -> host + ":" + shown.port().orElse(0)).orElse(""))
        .row("database", shown.database())
        .row("user", shown.username())
        .row("secret", shown.secretName() + "  (cairn secret get " + shown.secretName() + ")")
        .row("old credential", shown.oldCredential().orElse(""))
        .row("client", shown.clientAdvice().map(ClientAdviceView::text).orElse(""))
        .row("identifier", shown.identifier())
        .row("age", Words.age(shown.createdAt()))
        .row("operation", shown.openOperation().map(ref -> ref.id()).orElse(""));
  }

  private static String forecast(StorageForecastView forecast) {
    return forecast.urgent() ? "WARNING: " + forecast.text() : forecast.text();
  }

  private static String counted(String engine) {
    return engine.equals("postgres")
        ? "transactions"
        : engine.equals("redis") ? "commands" : "queries";
  }

  private static void figures(Table table, DatabaseView shown, FiguresView figures) {
    table.row("connections", figures.connections() + " of " + figures.maxConnections());
    figures
        .queriesPerSecond()
        .ifPresent(
            it ->
                table.row(
                    "load", String.format(Locale.ROOT, "%.1f %s/s", it, counted(shown.engine()))));
    figures
        .cacheHitRatio()
        .ifPresent(it -> table.row("cache hits", String.format(Locale.ROOT, "%.1f %%", it * 100)));
    figures.memoryBytes().ifPresent(it -> table.row("memory", Words.bytes(it)));
  }
}
