package dev.cairn.web.console;

import static dev.cairn.web.console.SampleParts.*;
import static dev.cairn.web.console.SampleReplicas.*;
import static dev.cairn.web.console.SampleViews.page;

import dev.cairn.engine.Snippet;
import dev.cairn.engine.postgres.PostgresClients;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The made-up shop's databases and backups. */
final class SampleDatabaseViews {
  private SampleDatabaseViews() {}

  static Map<String, SampleViews.Page> pages() {
    return Map.ofEntries(
        page(
            "databases-empty",
            "databases",
            stageShell("Databases of shop/dev"),
            new DatabasesView(head(StageHead.Tab.DATABASES), List.of(), noTopology(), true)),
        page(
            "databases",
            "databases",
            stageShell("Databases of shop/dev"),
            new DatabasesView(
                head(StageHead.Tab.DATABASES),
                List.of(postgres("dev", Badge.busy("Creating"), "Fetching PostgreSQL 18.6")),
                noTopology(),
                true)),
        page(
            "adddatabase",
            "adddatabase",
            stageShell("Add a database"),
            new AddDatabaseView(
                head(StageHead.Tab.DATABASES),
                origins(
                    Origins.From.NEW,
                    "No other stage of shop has a PostgreSQL or MySQL that Cairn runs and dev"
                        + " lacks"),
                engines(),
                true,
                Form.of(
                    Map.of(
                        "engine.postgres",
                        "yes",
                        "postgres.version",
                        "18",
                        "postgres.type",
                        "db.t4g.micro",
                        "postgres.storage",
                        "10")))),
        page(
            "database",
            "database",
            stageShell("PostgreSQL of shop/dev"),
            database(
                postgres("dev", Badge.ok("Available"), ""),
                Optional.of(rotation()),
                new ReplicationView(
                    DEV + "/databases/postgres",
                    Optional.empty(),
                    List.of(),
                    true,
                    "/stacks/shop/new-stage",
                    List.of(new Link("prod", "/"))))),
        page(
            "database-primary",
            "database",
            stageShell("PostgreSQL of shop/dev"),
            database(
                postgres("dev", Badge.ok("Available"), ""), Optional.of(rotation()), primary())),
        page(
            "database-replica",
            "database",
            stageShell("PostgreSQL of shop/dev"),
            database(
                replica(Badge.ok("Available"), ""),
                Optional.empty(),
                following(streaming()),
                reading(""))),
        page(
            "database-replica-broken",
            "database",
            stageShell("PostgreSQL of shop/dev"),
            database(
                replica(Badge.ok("Available"), ""),
                Optional.empty(),
                following(broken()),
                reading(
                    "shop/dev/postgres does not follow its primary. Its primary does not answer."))),
        page(
            "database-replica-diverged",
            "database",
            stageShell("PostgreSQL of shop/dev"),
            database(replica(Badge.ok("Available"), ""), Optional.empty(), following(diverged()))),
        page(
            "databases-replica",
            "databases",
            stageShell("Databases of shop/dev"),
            new DatabasesView(
                head(StageHead.Tab.DATABASES),
                List.of(replica(Badge.ok("Available"), "")),
                topology(),
                true)),
        page(
            "addreplica",
            "addreplica",
            stageShell("Add a database"),
            new AddReplicaView(
                head(StageHead.Tab.DATABASES),
                origins(Origins.From.REPLICA, ""),
                replicaChoices(),
                true,
                Form.of(Map.of("primary", "shop/prod/postgres")))),
        page(
            "newstage-replica",
            "newstage",
            shell("New stage", Shell.Section.STACKS, new Link("shop", "/stacks/shop")),
            new NewStageView(
                "shop",
                "/stacks/shop",
                List.of("dev", "prod"),
                Form.of(Map.of("origin", "replica", "replicaOf.postgres", "shop/prod/postgres")),
                List.of(
                    new NewStageView.DatabaseChoice(
                        "postgres", "PostgreSQL", "Version 18, db.t4g.micro, 10 GiB", true)),
                replicaChoices(),
                "")),
        page(
            "backups",
            "backups",
            shell("Backups", Shell.Section.BACKUPS),
            new BackupsView(
                List.of(
                    new BackupsView.Row(
                        "shop-dev-postgres-20260312-101500",
                        "PostgreSQL 18",
                        "shop/dev/postgres",
                        "shop",
                        "48 MiB",
                        ago(170_000))),
                true)));
  }

  private static DatabaseView database(
      DatabaseRow row, Optional<DatabaseView.Rotation> rotation, ReplicationView replication) {
    return database(row, rotation, replication, notReading());
  }

  private static DatabaseView database(
      DatabaseRow row,
      Optional<DatabaseView.Rotation> rotation,
      ReplicationView replication,
      ReadingView reading) {
    return new DatabaseView(
        head(StageHead.Tab.DATABASES),
        DEV + "/databases/postgres",
        row,
        false,
        List.of(
            new DatabaseView.Fact("Database", "shop"),
            new DatabaseView.Fact("User", "shop"),
            new DatabaseView.Fact("Address", "127.0.0.1:20417"),
            new DatabaseView.Fact("Instance type", "db.t4g.micro"),
            new DatabaseView.Fact("Identifier", "shop-dev-postgres-k3x9"),
            new DatabaseView.Fact("Created", "2 h ago")),
        new DatabaseView.Storage(
            4710,
            20480,
            20,
            "4.6 GiB",
            "20 GiB",
            new DatabaseView.StorageForecast(
                "Grows by 340 MiB a day: full in about 46 days.", false)),
        Optional.of(charts()),
        types(),
        Form.of(Map.of("type", "db.t4g.micro", "storage", "20")),
        VARIABLES,
        "dev-shop-postgres",
        Optional.empty(),
        List.of(
            new Snippet(
                "psql",
                "psql",
                "psql 'host=127.0.0.1 port=20417 dbname=shop user=shop sslmode=verify-full"
                    + " sslrootcert=/home/ada/.cairn/tls/ca.crt'"),
            new Snippet(
                "jdbc",
                "JDBC",
                "jdbc:postgresql://127.0.0.1:20417/shop?user=shop&sslmode=verify-full&sslrootcert=/home/ada/.cairn/tls/ca.crt"),
            new Snippet(
                "env",
                ".env",
                """
                        PG_HOST=127.0.0.1
                        PG_PORT=20417
                        PG_DATABASE=shop
                        PG_USERNAME=shop
                        PG_PASSWORD=••••••••
                        """)),
        rotation,
        log("PostgreSQL log"),
        "shop-dev-postgres-20260314-100000",
        Form.of(Map.of()),
        true,
        Optional.empty(),
        Optional.of(SampleParts.tuning(DEV + "/databases/postgres")),
        PostgresClients.advice("18", Optional.of("15.18")),
        replication,
        Form.of(Map.of()),
        reading,
        SampleDrills.view(replication.isReplica()));
  }

  private static DatabaseView.Rotation rotation() {
    return new DatabaseView.Rotation(
        "shop",
        "shop_2",
        List.of("shop/dev"),
        List.of("LEGACY_PASSWORD of shop/dev"),
        true,
        Form.of(Map.of()));
  }

  private static ReplicationView primary() {
    return new ReplicationView(
        DEV + "/databases/postgres",
        Optional.empty(),
        List.of(
            new ReplicationView.Replica(new Link("shop/staging/postgres", "/"), streaming()),
            new ReplicationView.Replica(new Link("shop/prod/postgres", "/"), broken())),
        true,
        "/stacks/shop/new-stage",
        List.of());
  }

  private static ReplicationView following(Following following) {
    return new ReplicationView(
        DEV + "/databases/postgres",
        Optional.of(
            new ReplicationView.Followed(
                new Link("shop/prod/postgres", "/stacks/shop/stages/prod/databases/postgres"),
                following,
                true)),
        List.of(),
        false,
        "",
        List.of());
  }
}
