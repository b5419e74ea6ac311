package dev.cairn.bench;

import dev.cairn.api.Accepted;
import dev.cairn.api.ApiClient;
import dev.cairn.api.ResizeDatabase;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * The example application under load while its databases are changed: each engine's credentials
 * rotated, each resized, one more added beside those that run and removed again. Requests that
 * failed, and how long one change took.
 */
public final class LifeBench {
  private static final int ROUNDS = 7;
  private static final int RATE = 100;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** PostgreSQL holds the notes where there are both, so MySQL has a stage of its own. */
  private static final String MANIFEST =
      """
      stack: notes
      service:
        source: .
        build: mvn -q -B -DskipTests package
        run: java -Xmx96m -Xss512k -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -jar target/notes.jar
        port: 8000
        health: /healthy
      stages:
        - name: one
          databases: [postgres, redis]
        - name: two
          databases: [mysql]
      """;

  /** A database in use, and the requests that need it. */
  private record Case(String stage, String engine, String path, List<String> types) {
    String database() {
      return stage + "/" + engine;
    }
  }

  private static final List<String> SQL_TYPES = List.of("db.t4g.small", "db.t4g.micro");
  private static final List<Case> CASES =
      List.of(
          new Case("notes/one", "postgres", "/api/notes", SQL_TYPES),
          new Case("notes/two", "mysql", "/api/notes", SQL_TYPES),
          new Case(
              "notes/one", "redis", "/api/visits", List.of("cache.t4g.small", "cache.t4g.micro")));

  private final ApiClient api;

  private LifeBench(ApiClient api) {
    this.api = api;
  }

  public static void main(String[] arguments) {
    try (var installation = Installation.started()) {
      var api = installation.api();
      new Applications(api).apply(MANIFEST, Installation.REPOSITORY.resolve("examples/notes"));
      new LifeBench(api).run();
    }
  }

  private void run() {
    for (var it : CASES) {
      measure("rotation of " + it.engine(), it, round -> api.rotate(it.database()));
    }
    for (var it : CASES) {
      measure(
          "resize of " + it.engine(),
          it,
          round -> {
            var type = it.types().get(round % it.types().size());
            var size = new ResizeDatabase(Optional.of(type), Optional.empty());
            return api.resizeDatabase(it.database(), size);
          });
    }
    var databases = new Databases(api);
    measure(
        "mysql added beside postgres and redis, and removed",
        CASES.getFirst(),
        round ->
            round % 2 == 0
                ? databases.add("notes/one", "mysql")
                : api.removeDatabase("notes/one/mysql", Optional.empty()));
  }

  private void measure(String what, Case it, IntFunction<Accepted> change) {
    var address = URI.create(api.service(it.stage()).address()).resolve(it.path());
    var changes = new Samples();
    try (var load = Load.start(address, RATE)) {
      Waiting.pause(PAUSE);
      for (int round = 0; round < ROUNDS; round++) {
        int now = round;
        changes.add(Operations.time(api, () -> change.apply(now)));
        Waiting.pause(PAUSE);
      }
      System.out.printf("%n%s, under %d requests/s for %s%n", what, RATE, it.path());
      System.out.printf("  %s%n  one change %s%n", load.finish(Duration.ZERO), changes);
    }
  }
}
