package dev.cairn.web.console;

import static dev.cairn.web.console.SampleParts.DEV;
import static dev.cairn.web.console.SampleParts.VARIABLES;
import static dev.cairn.web.console.SampleParts.types;

import dev.cairn.provider.ReplicaStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The made-up shop's read replicas. */
final class SampleReplicas {
  private SampleReplicas() {}

  static DatabaseRow replica(Badge badge, String reason) {
    return new DatabaseRow(
        "postgres",
        "PostgreSQL 18",
        "shop",
        DEV + "/databases/postgres",
        "db.t4g.micro",
        "20 GiB",
        badge,
        reason,
        "shop/prod/postgres");
  }

  static Origins origins(Origins.From now, String noReplica) {
    return new Origins(DEV + "/databases", now, noReplica);
  }

  static Following streaming() {
    return new Following(Badge.ok("Streaming"), "0.2 s", "38 KiB", "", false);
  }

  static Following broken() {
    return new Following(
        Badge.bad("Broken"), "12 min 4 s", "unknown", "Its primary does not answer.", false);
  }

  static Following diverged() {
    return Following.of(
        new ReplicaStatus(
            ReplicaStatus.State.DIVERGED,
            Optional.empty(),
            Optional.empty(),
            "It has 3.1 KiB that shop/prod/postgres never had."));
  }

  static TopologyView topology() {
    return new TopologyView(
        "/stacks/shop/replication?stage=dev",
        List.of(
            new TopologyView.Tree(
                node("prod", "postgres", Badge.ok("Available"), ""),
                List.of(
                    node(
                        "dev", "postgres", Badge.ok("Streaming"), "0.2 s behind, 38 KiB to replay"),
                    node("staging", "postgres", Badge.bad("Broken"), "12 min 4 s behind"),
                    node("prod-eu", "postgres", Badge.busy("Creating"), ""))),
            new TopologyView.Tree(
                node("prod", "mysql", Badge.ok("Available"), ""),
                List.of(
                    node(
                        "dev",
                        "mysql",
                        Badge.busy("Catching up"),
                        "4 min 2 s behind, 812 MiB to replay")))));
  }

  static TopologyView.Tree family() {
    return topology().trees().getFirst();
  }

  /** The same, their primary being away. */
  static TopologyView.Tree orphans() {
    var family = family();
    return new TopologyView.Tree(
        family.primary().as(new Badge(Tone.WARN, "Recovering", true), ""),
        family.replicas().stream().map(it -> it.as(Badge.bad("Broken"), "")).toList());
  }

  static TopologyView noTopology() {
    return new TopologyView("/stacks/shop/replication", List.of());
  }

  private static TopologyView.Node node(String stage, String engine, Badge state, String text) {
    return new TopologyView.Node(
        stage,
        engine,
        engine.equals("mysql") ? "MySQL 8.4" : "PostgreSQL 18",
        "/stacks/shop/stages/" + stage + "/databases/" + engine,
        state,
        text,
        stage.equals("dev"));
  }

  static ReadingView reading(String trouble) {
    return new ReadingView(
        DEV + "/databases/postgres",
        "shop/dev",
        "from shop/dev/postgres",
        trouble,
        List.of(
            new ReadingView.Choice("shop/dev/postgres", "shop/dev/postgres, this replica"),
            new ReadingView.Choice("shop/prod/postgres", "shop/prod/postgres, the primary")),
        Form.of(Map.of("from", "shop/prod/postgres")),
        true,
        List.of("shop/prod"));
  }

  static ReadingView notReading() {
    return new ReadingView(
        DEV + "/databases/postgres",
        "shop/dev",
        "",
        "",
        List.of(),
        Form.of(Map.of()),
        true,
        List.of());
  }

  static StageReadingView stageReading() {
    return new StageReadingView(
        DEV + "/reading",
        List.of(
            new StageReadingView.Note(
                "The application reads from shop/dev/postgres. shop/dev/postgres is far behind:"
                    + " 812 MiB of what its primary wrote are before it.",
                true,
                Optional.of(
                    new Link(
                        "Read from shop/prod/postgres",
                        DEV + "/databases/postgres?from=shop/prod/postgres#reader"))),
            new StageReadingView.Note(
                "The application reads from shop/prod/mysql, not from a replica.",
                false,
                Optional.of(
                    new Link(
                        "Read from shop/dev/mysql",
                        DEV + "/databases/mysql?from=shop/dev/mysql#reader")))));
  }

  static List<ReplicaChoice> replicaChoices() {
    return List.of(
        new ReplicaChoice(
            "postgres",
            "PostgreSQL",
            List.of(
                new ReplicaChoice.Primary(
                    "shop/prod/postgres",
                    "shop/prod",
                    "PostgreSQL 18, 3 GiB used, db.t4g.micro with 20 GiB of storage",
                    "",
                    ""),
                new ReplicaChoice.Primary(
                    "shop/staging/postgres",
                    "shop/staging",
                    "PostgreSQL 17, 38 MiB used, db.t4g.micro with 10 GiB of storage",
                    "It does not run just now: its data cannot be copied.",
                    "")),
            types(),
            10,
            Stream.concat(
                    VARIABLES.stream(),
                    Stream.of("PG_READER_HOST", "PG_READER_PORT", "PG_READER_URL"))
                .sorted()
                .toList()),
        new ReplicaChoice(
            "mysql",
            "MySQL",
            List.of(
                new ReplicaChoice.Primary(
                    "shop/prod/mysql",
                    "shop/prod",
                    "MySQL 8.4, 1.2 GiB used, db.t4g.micro with 20 GiB of storage",
                    "",
                    "It restarts once first, which drops its connections for a moment: it was made"
                        + " without a binary log.")),
            types(),
            20,
            List.of("MYSQL_HOST", "MYSQL_READER_HOST", "MYSQL_READER_PORT", "MYSQL_READER_URL")));
  }
}
