package dev.cairn.web.console;

import static dev.cairn.web.console.SampleParts.*;
import static dev.cairn.web.console.SampleReplicas.*;

import dev.cairn.core.Problem;
import dev.cairn.core.Violation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A stack of a made-up shop, as every page shows it. */
final class SampleViews {
  private SampleViews() {}

  /** Pages by the name of their file, each with its template and parameters. */
  static Map<String, Page> pages() {
    var all = new HashMap<>(SampleDatabaseViews.pages());
    all.putAll(SamplePromotions.pages());
    all.putAll(
        Map.ofEntries(
            page(
                "stacks",
                "stacks",
                shell("Your stacks", Shell.Section.STACKS),
                new StacksView(
                    List.of(
                        new StacksView.Card(
                            "shop",
                            "/stacks/shop",
                            Badge.warn("Recovering"),
                            List.of(
                                new StacksView.StageChip("dev", DEV, Badge.ok("Healthy")),
                                new StacksView.StageChip(
                                    "staging",
                                    "/stacks/shop/stages/staging",
                                    Badge.busy("Deploying")),
                                new StacksView.StageChip(
                                    "prod", "/stacks/shop/stages/prod", Badge.warn("Recovering"))),
                            true),
                        new StacksView.Card(
                            "notes",
                            "/stacks/notes",
                            Badge.ok("Healthy"),
                            List.of(
                                new StacksView.StageChip(
                                    "dev", "/stacks/notes/stages/dev", Badge.ok("Healthy"))),
                            false),
                        new StacksView.Card(
                            "newsletter",
                            "/stacks/newsletter",
                            Badge.idle("Empty"),
                            List.of(),
                            false)),
                    true)),
            page(
                "stacks-empty",
                "stacks",
                shell("Your stacks", Shell.Section.STACKS),
                new StacksView(List.of(), true)),
            page(
                "stack",
                "stack",
                shell("shop", Shell.Section.STACKS, new Link("Stacks", "/")),
                new StackView(
                    "shop",
                    "/stacks/shop",
                    List.of(dev(), staging(), prod()),
                    topology(),
                    Form.of(Map.of()),
                    true)),
            page(
                "newstage",
                "newstage",
                shell("New stage", Shell.Section.STACKS, new Link("shop", "/stacks/shop")),
                new NewStageView(
                    "shop",
                    "/stacks/shop",
                    List.of("dev", "staging", "prod"),
                    Form.refused(
                        Map.of(
                            "name", "Prod EU", "after", "prod", "origin", "new", "target", "local"),
                        Problem.invalid(
                                "invalid-name", "\"Prod EU\" is not a name.", "Choose another one.")
                            .withViolations(
                                List.of(
                                    new Violation(
                                        "name",
                                        "starts with a letter a-z, holds at most 30 letters, digits and"
                                            + " '-', and does not end in '-'")))),
                    List.of(
                        new NewStageView.DatabaseChoice(
                            "postgres", "PostgreSQL", "Version 18, db.t4g.micro, 10 GiB", true),
                        new NewStageView.DatabaseChoice(
                            "mysql", "MySQL", "Cannot be had on this machine", false)),
                    List.of(),
                    "No stage of shop has a PostgreSQL or MySQL that Cairn runs")),
            page(
                "stage",
                "stage",
                stageShell("shop/dev"),
                new StageView(
                    head(StageHead.Tab.OVERVIEW),
                    dev(),
                    Optional.of(
                        new StageView.Facts(
                            "/srv/shop",
                            "container",
                            "8000",
                            "GET /healthy",
                            List.of("https://shop.example.com", "http://127.0.0.1:7801"),
                            List.of("old.example.com has no certificate."))),
                    releases(),
                    new StageView.VariableCount(11, 3, 1),
                    log("Application log"),
                    Form.of(Map.of("source", "/srv/shop")),
                    List.of(RESTART),
                    SampleReplicas.stageReading(),
                    Optional.of(SampleParts.traffic()))),
            page(
                "stage-empty",
                "stage",
                stageShell("shop/dev"),
                new StageView(
                    new StageHead(
                        "shop", "dev", DEV, Badge.idle("Idle"), StageHead.Tab.OVERVIEW, true),
                    new StageCard(
                        "shop",
                        "dev",
                        DEV,
                        1,
                        "local",
                        "local",
                        Badge.idle("Idle"),
                        "",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty()),
                    Optional.empty(),
                    List.of(),
                    new StageView.VariableCount(0, 0, 0),
                    log("Application log"),
                    Form.of(Map.of()),
                    List.of(),
                    StageReadingView.NONE,
                    Optional.empty())),
            page(
                "variables",
                "variables",
                stageShell("Runtime variables of shop/dev"),
                new VariablesView(
                    head(StageHead.Tab.VARIABLES),
                    List.of(
                        new VariablesView.Row(
                            "DATABASE_URL",
                            "••••••••",
                            true,
                            "PostgreSQL",
                            DEV + "/databases/postgres",
                            false,
                            false,
                            false),
                        new VariablesView.Row(
                            "GREETING",
                            "Hello from dev",
                            false,
                            "set by you",
                            "",
                            true,
                            false,
                            false),
                        new VariablesView.Row(
                            "PG_HOST", "172.18.0.1", false, "set by you", "", true, true, false),
                        new VariablesView.Row(
                            "PG_PORT",
                            "20417",
                            false,
                            "PostgreSQL",
                            DEV + "/databases/postgres",
                            false,
                            false,
                            false),
                        new VariablesView.Row(
                            "PG_PREVIOUS_HOST",
                            "172.18.0.1",
                            false,
                            "PostgreSQL",
                            DEV + "/databases/postgres",
                            false,
                            false,
                            true)),
                    Form.of(Map.of("name", "", "value", "", "secret", "")),
                    List.of(
                        new VariablesView.SecretKey(
                            "secret:dev-shop-postgres#password", "dev-shop-postgres > password")),
                    Optional.of(
                        new VariablesView.Preview(
                            List.of(
                                new VariablesView.Change(
                                    "GREETING", "Changed", Tone.BUSY, "hello", "Hello from dev"),
                                new VariablesView.Change("DEBUG", "Removed", Tone.BAD, "1", "")),
                            "GREETING=Hello from dev",
                            "DEBUG")),
                    true,
                    List.of(RESTART),
                    false)),
            page(
                "operation",
                "operation",
                shell(
                    "Add PostgreSQL to shop/staging",
                    Shell.Section.OPERATIONS,
                    new Link("Operations", "/operations")),
                operation(false)),
            page(
                "operation-failed",
                "operation",
                shell(
                    "Deploy shop/dev",
                    Shell.Section.OPERATIONS,
                    new Link("Operations", "/operations")),
                operation(true)),
            page(
                "operations",
                "operations",
                shell("Operations", Shell.Section.OPERATIONS),
                new OperationsView(
                    List.of(
                        new OperationsView.Row(
                            "Add PostgreSQL",
                            "/operations/1",
                            new Link("shop/staging/postgres", "/"),
                            Badge.busy("Running"),
                            "ada",
                            ago(3),
                            "3.1 s"),
                        new OperationsView.Row(
                            "Deploy",
                            "/operations/2",
                            new Link("shop/dev", "/"),
                            Badge.bad("Failed"),
                            "ada",
                            ago(900),
                            "1 min 12 s")),
                    "")),
            page(
                "activity",
                "activity",
                shell("Activity", Shell.Section.ACTIVITY),
                new ActivityView(
                    List.of(
                        new ActivityView.Row(
                            ago(40),
                            "ada",
                            "Revealed the password",
                            new Link("shop/dev/postgres", "/"),
                            "",
                            ""),
                        new ActivityView.Row(
                            ago(4000),
                            "grace",
                            "Changed the instance type",
                            new Link("shop/prod/postgres", "/"),
                            "db.t4g.micro",
                            "db.t4g.small")))),
            page(
                "users",
                "users",
                shell("Users and tokens", Shell.Section.USERS),
                new UsersView(
                    List.of(
                        new UsersView.User("ada", "admin", ago(900_000), true),
                        new UsersView.User("grace", "operator", ago(90_000), false)),
                    List.of(
                        new UsersView.Token(
                            "1", "ci", "grace", "operator", ago(90_000), "3 min ago")),
                    List.of(
                        new UsersView.AccessKey(
                            "AKIACAIRN7JK2MPQ3VZ5",
                            "laptop",
                            "ada",
                            "admin",
                            ago(90_000),
                            "never")),
                    Optional.of(
                        new UsersView.Once(
                            "grace", "http://localhost:7766/sign-in/7Jk2mPq0vZ3nT8rXyWc5")),
                    Optional.empty(),
                    Optional.of(
                        new UsersView.Once(
                            "laptop",
                            "# Access key\nexport AWS_ACCESS_KEY_ID=AKIACAIRN7JK2MPQ3VZ5")),
                    Form.of(Map.of("role", "viewer")),
                    Form.of(Map.of()),
                    Form.of(Map.of()))),
            page(
                "application",
                "application",
                stageShell("Application of shop/dev"),
                new ApplicationView(
                    head(StageHead.Tab.APPLICATION),
                    Form.of(Map.of("source", "/srv/shop", "port", "8000", "health", "/healthy")),
                    Form.of(Map.of()),
                    true,
                    List.of("shmSize has an effect on a container only."),
                    List.of(RESTART))),
            page(
                "signin",
                "signin",
                new Shell(
                    "Sign in",
                    Shell.Section.NONE,
                    Optional.empty(),
                    "c",
                    "once",
                    List.of(),
                    Optional.empty(),
                    0),
                new SignInView(Form.of(Map.of()), Optional.empty(), "/")),
            page(
                "error",
                "error",
                shell("No such page", Shell.Section.NONE),
                new ErrorView(
                    404,
                    "Not found",
                    new ProblemView(
                        "There is no stack \"shpo\".",
                        "Did you mean \"shop\"?",
                        "unknown-stack",
                        List.of()),
                    new Link("Your stacks", "/")))));
    return all;
  }

  static Map.Entry<String, Page> page(String file, String template, Shell shell, Object view) {
    return Map.entry(file, new Page(template, Map.of("shell", shell, "view", view)));
  }

  /** A template and what it is given. */
  record Page(String template, Map<String, Object> parameters) {}
}
