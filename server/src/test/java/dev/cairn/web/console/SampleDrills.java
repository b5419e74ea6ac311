package dev.cairn.web.console;

import dev.cairn.core.Bytes;
import dev.cairn.database.DatabaseRef;
import dev.cairn.replication.drill.DrillResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Drills of the made-up shop's databases. */
final class SampleDrills {
  private static final Instant THEN = Instant.parse("2026-03-13T10:00:00Z");

  private SampleDrills() {}

  static DrillsView view(boolean isReplica) {
    return new DrillsView(
        "/stacks/shop/stages/dev/databases/postgres",
        isReplica ? "shop/prod/postgres" : "shop/dev/postgres",
        true,
        true,
        Optional.empty(),
        List.of(
            row(Badge.busy("Running"), "", "", "", "", "", ""),
            row(Badge.ok("Well"), "0.42 s", "nothing", "0.0 s", "healthy", "18 s", ""),
            row(
                Badge.bad("Failed"),
                "0.51 s",
                "96 B",
                "0.2 s",
                "not healthy",
                "1 min 12 s",
                "The application of shop/dev did not become healthy with a promoted database:"
                    + " GET /healthy answered 500 after 60s (the key healthyWithin).")),
        DrillPages.chart(List.of(result(420, ""), result(510, "It failed."), result(390, ""))),
        Form.of(Map.of()));
  }

  private static DrillsView.Row row(
      Badge outcome,
      String promotion,
      String missing,
      String lag,
      String application,
      String total,
      String reason) {
    return new DrillsView.Row(
        When.of(THEN, THEN.plusSeconds(7200)),
        "/operations/8d4f3a52-0000-4000-8000-000000000000",
        outcome,
        promotion,
        missing,
        lag,
        application,
        total,
        reason);
  }

  private static DrillResult result(long millis, String reason) {
    return new DrillResult(
        new UUID(0, millis),
        DatabaseRef.parse("shop/dev/postgres"),
        THEN,
        Optional.of(THEN.plusSeconds(18)),
        Optional.of(Duration.ofMillis(millis)),
        Optional.of(Duration.ofSeconds(18)),
        Optional.of(Duration.ZERO),
        Optional.of(new Bytes(0)),
        Optional.of(reason.isEmpty()),
        reason);
  }
}
