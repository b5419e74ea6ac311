package dev.cairn.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The example application while parts of Cairn are killed with signal 9: the server, the edge with
 * the server away, PostgreSQL, and everything at once as by a power cut.
 */
public final class RecoveryBench {
  private static final int ROUNDS = 7;
  private static final int RATE = 200;
  private static final String STAGE = "notes/dev";
  private static final String NOTE = "remembered";
  private static final Duration SOON = Duration.ofSeconds(60);

  private final Installation installation;
  private final URI notes;

  private RecoveryBench(Installation installation) {
    this.installation = installation;
    this.notes = URI.create(installation.api().service(STAGE).address()).resolve("/api/notes");
  }

  public static void main(String[] arguments) throws Exception {
    try (var installation = Installation.empty()) {
      installation.cairn("up", "examples/notes").expectSuccess();
      var bench = new RecoveryBench(installation);
      bench.remember();
      bench.server();
      bench.edge();
      bench.postgres();
      bench.reboot();
    }
  }

  private void server() {
    var back = new Samples();
    try (var load = Load.start(notes, RATE)) {
      for (int round = 0; round < ROUNDS; round++) {
        Waiting.pause(Duration.ofSeconds(2));
        var begin = System.nanoTime();
        Installation.kill9(installation.serverPid());
        Waiting.pause(Duration.ofSeconds(1));
        installation.up();
        back.add(since(begin));
      }
      var result = load.finish(Duration.ofSeconds(30));
      System.out.printf("%nkill -9 of the server, application under %d requests/s%n", RATE);
      System.out.printf("  %s%n  server away each time %s%n", result, back);
    }
  }

  private void edge() {
    var back = new Samples();
    Installation.kill9(installation.serverPid());
    for (int round = 0; round < ROUNDS; round++) {
      var begin = System.nanoTime();
      Installation.kill9(installation.edgePid());
      Waiting.until(SOON, "the notes through the edge", this::remembers);
      back.add(since(begin));
      Waiting.pause(Duration.ofSeconds(2));
    }
    installation.up();
    System.out.printf("%nkill -9 of the edge, server away, until the application answers%n");
    System.out.printf("  %s (bound 2,000 ms)%n", back);
  }

  private void postgres() {
    var query = new Samples();
    var application = new Samples();
    var api = installation.api();
    var database = api.database(STAGE + "/postgres");
    var login = new Databases(api).login(database.ref());
    for (int round = 0; round < ROUNDS; round++) {
      var begin = System.nanoTime();
      Installation.kill9(installation.databasePid(database.identifier()));
      Waiting.until(SOON, "an answered query", () -> Databases.answers("postgres", login));
      query.add(since(begin));
      Waiting.until(SOON, "the notes", this::remembers);
      application.add(since(begin));
      Waiting.pause(Duration.ofSeconds(3));
    }
    System.out.printf("%nkill -9 of PostgreSQL%n");
    System.out.printf("  until a query is answered   %s (bound 5,000 ms)%n", query);
    System.out.printf("  until the notes are shown   %s (bound 5,000 ms)%n", application);
  }

  private void reboot() throws IOException {
    var up = new Samples();
    var all = new Samples();
    for (int round = 0; round < ROUNDS; round++) {
      var before = state();
      powerCut();
      var begin = System.nanoTime();
      installation.up();
      up.add(since(begin));
      Waiting.until(SOON, "the notes at their address", this::remembers);
      Waiting.until(SOON, "all as before: " + before, () -> state().equals(before));
      all.add(since(begin));
    }
    System.out.printf("%nreboot: everything killed at once, then `cairn up`%n");
    System.out.printf("  until the command returns   %s%n", up);
    System.out.printf("  until all is as before      %s%n", all);
  }

  /** Address, live release, health, database and its state. */
  private List<Object> state() {
    var service = installation.api().service(STAGE);
    var database = installation.api().database(STAGE + "/postgres");
    return List.of(
        service.address(),
        service.live().orElseThrow().number(),
        service.status(),
        database.identifier(),
        database.status());
  }

  private void powerCut() throws IOException {
    for (var left = installation.processes(); !left.isEmpty(); left = installation.processes()) {
      left.forEach(Installation::kill9);
    }
    var filter =
        "label=cairn.installation="
            + Files.readString(installation.home().resolve("installation.id")).strip();
    var containers = docker("ps", "-q", "--filter", filter);
    if (!containers.isEmpty()) {
      var kill = new ArrayList<>(List.of("kill"));
      kill.addAll(containers);
      docker(kill.toArray(String[]::new));
    }
  }

  /** Lines of its answer; none where there is no container engine and so no container. */
  private static List<String> docker(String... arguments) {
    var argv = new ArrayList<>(List.of("docker"));
    argv.addAll(List.of(arguments));
    try {
      return Command.run(Path.of("/"), Map.of(), "", argv).out().lines().toList();
    } catch (UncheckedIOException _) {
      return List.of();
    }
  }

  private void remember() throws IOException, InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(notes)
              .POST(BodyPublishers.ofString("{\"text\":\"" + NOTE + "\"}"))
              .build();
      client.send(request, BodyHandlers.discarding());
    }
    Waiting.until(SOON, "the note that was added", this::remembers);
  }

  private boolean remembers() {
    try (var connection = new PlainConnection(notes, Load.PATIENCE)) {
      var answer = connection.get(notes.getPath());
      return answer.status() == 200 && answer.body().contains(NOTE);
    } catch (IOException _) {
      return false;
    }
  }

  private static Duration since(long begin) {
    return Duration.ofNanos(System.nanoTime() - begin);
  }
}
