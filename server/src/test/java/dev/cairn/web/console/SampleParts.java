package dev.cairn.web.console;

import dev.cairn.core.Role;
import dev.cairn.database.ExtensionNow;
import dev.cairn.database.Tunings;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What sample pages are made of. */
final class SampleParts {
  static final Instant NOW = Instant.parse("2026-03-14T10:00:00Z");
  static final String DEV = "/stacks/shop/stages/dev";
  static final List<String> VARIABLES =
      List.of(
          "DATABASE_URL",
          "PG_CREDENTIALS_SECRET",
          "PG_DATABASE",
          "PG_HOST",
          "PG_PASSWORD",
          "PG_PORT",
          "PG_SSLMODE",
          "PG_SSLROOTCERT",
          "PG_URL",
          "PG_USER",
          "PG_USERNAME");

  private SampleParts() {}

  static Shell shell(String title, Shell.Section section, Link... crumbs) {
    return new Shell(
        title,
        section,
        Optional.of(new Viewer("ada", Role.ADMIN)),
        "csrf",
        "once",
        List.of(crumbs),
        Optional.empty(),
        0);
  }

  static Link[] stageCrumbs() {
    return new Link[] {
      new Link("Stacks", "/"), new Link("shop", "/stacks/shop"), new Link("dev", DEV)
    };
  }

  static Shell stageShell(String title) {
    return shell(title, Shell.Section.STACKS, stageCrumbs());
  }

  static When ago(long seconds) {
    return When.of(NOW.minusSeconds(seconds), NOW);
  }

  static StageHead head(StageHead.Tab tab) {
    return new StageHead("shop", "dev", DEV, Badge.ok("Healthy"), tab, true);
  }

  static DatabaseRow postgres(String stage, Badge badge, String reason) {
    return new DatabaseRow(
        "postgres",
        "PostgreSQL 18",
        "shop",
        "/stacks/shop/stages/" + stage + "/databases/postgres",
        "db.t4g.micro",
        "20 GiB",
        badge,
        reason,
        "");
  }

  static StageCard dev() {
    return new StageCard(
        "shop",
        "dev",
        DEV,
        1,
        "local",
        "local",
        Badge.ok("Healthy"),
        "",
        Optional.of("Release 12"),
        Optional.of(ago(7200)),
        Optional.of("http://127.0.0.1:7842"),
        List.of(postgres("dev", Badge.ok("Available"), "")),
        Optional.empty());
  }

  static StageCard staging() {
    return new StageCard(
        "shop",
        "staging",
        "/stacks/shop/stages/staging",
        2,
        "local",
        "local",
        Badge.busy("Deploying"),
        "",
        Optional.of("Release 3"),
        Optional.of(ago(200_000)),
        Optional.of("http://127.0.0.1:7911"),
        List.of(postgres("staging", Badge.busy("Creating"), "")),
        Optional.of(new RunningOperation("Add PostgreSQL to shop/staging", "/operations/1", true)));
  }

  static StageCard prod() {
    return new StageCard(
        "shop",
        "prod",
        "/stacks/shop/stages/prod",
        3,
        "local",
        "local",
        Badge.warn("Recovering"),
        "The health check /healthy answered 503; restarting for the 2nd time.",
        Optional.of("Release 41"),
        Optional.of(ago(400)),
        Optional.of("http://127.0.0.1:7855"),
        List.of(postgres("prod", Badge.ok("Available"), "")),
        Optional.empty());
  }

  static List<AddDatabaseView.EnginePanel> engines() {
    return List.of(
        new AddDatabaseView.EnginePanel(
            "postgres",
            "PostgreSQL",
            "Tables and SQL, with JSON and full text",
            "",
            List.of(
                new AddDatabaseView.VersionChoice(
                    "18",
                    "Maven Central 18.6.0, 15 MB, fetched once",
                    "Maintained until 14 Nov 2030",
                    false),
                new AddDatabaseView.VersionChoice(
                    "14",
                    "Maven Central 14.21.0, 14 MB, fetched once",
                    "End of life since 12 Nov 2026: no more fixes",
                    true)),
            types(),
            List.of(
                new AddDatabaseView.BackupChoice(
                    "shop-dev-postgres-20260312", "PostgreSQL 18, 48 MiB, yesterday")),
            VARIABLES,
            false),
        new AddDatabaseView.EnginePanel(
            "redis",
            "Redis",
            "Keys and values in memory: cache, counters, queues",
            "",
            List.of(
                new AddDatabaseView.VersionChoice(
                    "6.2", "Maven Central, 3 MB", "End of life since 1 Jan 2026", true)),
            types(),
            List.of(),
            List.of("REDIS_URL"),
            true),
        new AddDatabaseView.EnginePanel(
            "mysql",
            "MySQL",
            "Tables and SQL, known to most frameworks",
            "This stage has one",
            List.of(),
            types(),
            List.of(),
            List.of(),
            false));
  }

  static ChartsView charts() {
    return new ChartsView(
        DEV + "/databases/postgres",
        "/api/v1" + DEV + "/databases/postgres/metrics",
        "1h",
        3600,
        List.of(
            new ChartsView.Range("1h", "1 hour", true),
            new ChartsView.Range("24h", "24 hours", false)),
        false,
        false,
        List.of(
            new ChartsView.Chart("connections", "Connections", "3 of 50"),
            new ChartsView.Chart("queries", "Transactions a second", "12.4"),
            new ChartsView.Chart("cache", "Cache hit ratio", "99.2 %"),
            new ChartsView.Chart("storage", "Storage", "4.6 GiB of 20 GiB")),
        List.of(
            new ChartsView.Row("09:55–10:00", "3", "12.4", "99.2 %", "4.6 GiB", "", ""),
            new ChartsView.Row("09:50–09:55", "", "", "", "", "", "")));
  }

  static StageTrafficView traffic() {
    return new StageTrafficView(
        DEV,
        "/api/v1" + DEV + "/traffic",
        "24h",
        86_400,
        List.of(
            new ChartsView.Range("1h", "1 hour", false),
            new ChartsView.Range("24h", "24 hours", true)),
        new StageTrafficView.Now(
            "12.4",
            "<0.1",
            "0",
            "4 ms",
            "61 ms",
            List.of(
                "2 requests were answered in the last hour with an error (a status of 500 or more).",
                "23 requests refused in the last hour: too many at once.")),
        List.of(
            new ChartsView.Chart("requests", "Requests a second", "12.4"),
            new ChartsView.Chart("failures", "Errors and refusals", "<0.1 errors, 0 refused"),
            new ChartsView.Chart("latency", "Answer time", "p50 4 ms, p99 61 ms")),
        List.of(
            new StageTrafficView.Row("10:00–12:00", "12.4", "<0.1", "0", "4 ms", "61 ms"),
            new StageTrafficView.Row("08:00–10:00", "", "", "", "", "")));
  }

  static LogView log(String title) {
    return new LogView(
        title,
        """
        2026-03-14 09:58:01.201 UTC [4711] LOG:  starting PostgreSQL 18.6 on x86_64-pc-linux-gnu
        2026-03-14 09:58:01.203 UTC [4711] LOG:  listening on IPv4 address "127.0.0.1", port 20417
        2026-03-14 09:58:01.214 UTC [4714] LOG:  database system was shut down at 2026-03-14 09:57:59 UTC
        2026-03-14 09:58:01.219 UTC [4711] LOG:  database system is ready to accept connections
        """,
        "0@",
        DEV + "/logs/tail");
  }

  static List<ReleaseRow> releases() {
    return List.of(
        new ReleaseRow(
            13,
            Badge.bad("Failed"),
            "/srv/shop",
            "container",
            "ada",
            ago(900),
            "Never became healthy: GET /healthy answered 500 for 60 s. Last line: relation \"cart\" does not exist",
            false),
        new ReleaseRow(12, Badge.ok("Live"), "/srv/shop", "container", "ada", ago(7200), "", false),
        new ReleaseRow(
            11,
            Badge.idle("Retired"),
            "variables changed",
            "container",
            "grace",
            ago(90_000),
            "",
            true));
  }

  static List<AddDatabaseView.TypeChoice> types() {
    return List.of(
        new AddDatabaseView.TypeChoice("db.t4g.micro", "1 GiB", "2"),
        new AddDatabaseView.TypeChoice("db.t4g.small", "2 GiB", "2"),
        new AddDatabaseView.TypeChoice("db.t4g.medium", "4 GiB", "2"),
        new AddDatabaseView.TypeChoice("db.t4g.large", "8 GiB", "2"),
        new AddDatabaseView.TypeChoice("db.t4g.xlarge", "16 GiB", "4"),
        new AddDatabaseView.TypeChoice("db.t4g.2xlarge", "32 GiB", "8"));
  }

  static OperationView operation(boolean failed) {
    var steps =
        List.of(
            new OperationView.Step(
                "Prepare PostgreSQL 18",
                OperationView.State.DONE,
                "fetched 15 of 15 MB",
                "2.1 s",
                "",
                false),
            new OperationView.Step(
                "Create the database", OperationView.State.DONE, "", "0.3 s", "", false),
            new OperationView.Step(
                "Redeploy the application",
                failed ? OperationView.State.FAILED : OperationView.State.RUNNING,
                failed ? "" : "Release 4 is starting",
                "1.2 s",
                "",
                false),
            new OperationView.Step(
                "Check that it is healthy", OperationView.State.PENDING, "", "", "", false));
    return new OperationView(
        "1",
        "/operations/1",
        failed ? "Deploy shop/dev" : "Add PostgreSQL to shop/staging",
        new Link("shop/staging", "/stacks/shop/stages/staging"),
        "ada",
        failed ? Badge.bad("Failed") : Badge.busy("Running"),
        ago(4),
        "4.0 s",
        "",
        steps,
        failed
            ? Optional.of(
                new ProblemView(
                    "Release 4 never became healthy: GET /healthy answered 500 for 60 s.",
                    "Read its log, fix the cause and deploy again. The release before it still serves.",
                    "release-unhealthy",
                    List.of()))
            : Optional.empty(),
        failed ? Optional.of(new Link("Open shop/staging", "/")) : Optional.empty(),
        failed,
        !failed,
        failed,
        false,
        false,
        false,
        false,
        false);
  }

  static TuningView tuning(String href) {
    return new TuningView(
        href,
        true,
        true,
        List.of(
            new TuningView.Field(
                "work_mem", "for each sort", "a size like 64MB", "8MB", "8MB", false, List.of()),
            new TuningView.Field(
                "max_connections",
                "connections at once",
                "a whole number",
                "112",
                "",
                true,
                List.of())),
        List.of(
            new TuningView.Group(
                "Planner",
                List.of(
                    new TuningView.Field(
                        "jit", "compiles", "on or off", "on", "", false, List.of("on", "off"))))),
        Optional.of(false),
        Form.of(Map.of("settings.work_mem", "9MB")),
        Optional.of(
            new Tunings.Preview(
                List.of(new Tunings.Change("work_mem", "8MB", "9MB", false)),
                false,
                List.of("Nothing restarts and no connection drops."))),
        Optional.of(
            List.of(
                new ExtensionNow(
                    "pg_stat_statements",
                    "1.10",
                    Optional.empty(),
                    false,
                    true,
                    true,
                    false,
                    "to be added by an admin",
                    "which statements take the time"),
                new ExtensionNow(
                    "vector",
                    "",
                    Optional.empty(),
                    false,
                    false,
                    false,
                    false,
                    "not here",
                    "nearest neighbours"))),
        List.of("citext"),
        Form.of(Map.of()));
  }

  static final String RESTART =
      "shop/dev/postgres is restarted for it, which takes a moment: it was made without a network of"
          + " its stage, and listens on 127.0.0.1 only.";
}
