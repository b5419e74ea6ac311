package dev.cairn.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.bench.Command;
import dev.cairn.bench.Installation;
import dev.cairn.bench.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An application in containers whose ORM divides reads and writes by itself: Sequelize, from npm,
 * with its option {@code replication}. In a stage with replicas it reads there and writes to the
 * primary of the other stage. After the two were exchanged both read from what was the primary.
 */
class ReadReplicaTest {
  private static final Path APPLICATION =
      Installation.REPOSITORY.resolve("e2e/src/test/applications/sequelize");

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final List<String> ENGINES = List.of("postgres", "mysql");

  @Test
  void readsAreTheReplicasAndWritesThePrimarys(@TempDir Path directory) throws IOException {
    copy(directory);
    install(directory);
    try (var installation = Installation.empty()) {
      installation.cairn("up", directory.toString()).expectSuccess();
      var api = installation.api();
      var prod = ForeignSite.at(api.service("readers/prod").address());
      var eu = ForeignSite.at(api.service("readers/eu").address());
      assertThat(api.service("readers/eu").live().orElseThrow().runtime()).isEqualTo("container");
      for (var engine : ENGINES) {
        assertThat(eu.get("/" + engine + "/where")).isEqualTo("replica");
        assertThat(prod.get("/" + engine + "/where")).isEqualTo("primary");
        eu.postJson("/" + engine + "/one", "");
        prod.postJson("/" + engine + "/two", "");
        awaitNotes(eu, engine, "one,two");
        assertThat(prod.get("/" + engine + "/all")).isEqualTo("one,two");
      }
      for (var engine : ENGINES) {
        readFrom(installation, "prod", engine, "readers/eu/" + engine);
        assertThat(prod.get("/" + engine + "/where")).isEqualTo("replica");
        readFrom(installation, "eu", engine, "readers/prod/" + engine);
        assertThat(eu.get("/" + engine + "/where")).isEqualTo("primary");
        for (var stage : List.of("prod", "eu")) {
          readFrom(installation, stage, engine, "default");
        }
        assertThat(prod.get("/" + engine + "/where")).isEqualTo("primary");
        assertThat(eu.get("/" + engine + "/where")).isEqualTo("replica");
      }
      for (var engine : ENGINES) {
        var replica = api.database("readers/eu/" + engine).identifier();
        Installation.kill9(installation.databasePid(replica));
        prod.postJson("/" + engine + "/three", "");
        awaitNotes(eu, engine, "one,two,three");
      }
      for (var engine : ENGINES) {
        installation.cairn("secret", "rotate", "readers/prod/" + engine).expectSuccess();
        eu.postJson("/" + engine + "/four", "");
        awaitNotes(eu, engine, "one,two,three,four");
      }
      for (var engine : ENGINES) {
        promote(installation, eu, engine);
        assertThat(eu.get("/" + engine + "/where")).isEqualTo("replica");
        assertThat(prod.get("/" + engine + "/where")).isEqualTo("replica");
        eu.postJson("/" + engine + "/five", "");
        prod.postJson("/" + engine + "/six", "");
        awaitNotes(prod, engine, "one,two,three,four,five,six");
        assertThat(eu.get("/" + engine + "/all")).isEqualTo("one,two,three,four,five,six");
      }
    }
  }

  /** Whoever reads at the replica reads on, all the while. */
  private static void promote(Installation installation, ForeignSite reader, String engine) {
    var over = new AtomicBoolean();
    var failed = new CopyOnWriteArrayList<String>();
    var reads = new AtomicInteger();
    var reading =
        Thread.ofVirtual()
            .start(
                () -> {
                  while (!over.get()) {
                    try {
                      assertThat(reader.get("/" + engine + "/all")).startsWith("one,two");
                      reads.incrementAndGet();
                    } catch (AssertionError e) {
                      failed.add(String.valueOf(e.getMessage()));
                    }
                  }
                });
    try {
      installation.cairn("db", "promote", "readers/eu/" + engine).expectSuccess();
    } finally {
      over.set(true);
      Waiting.until(SOON, "the last read", () -> !reading.isAlive());
    }
    assertThat(failed).isEmpty();
    assertThat(reads).hasPositiveValue();
  }

  private static void readFrom(
      Installation installation, String stage, String engine, String from) {
    installation
        .cairn("db", "reader", "readers/" + stage + "/" + engine, "--from", from)
        .expectSuccess();
  }

  private static void awaitNotes(ForeignSite site, String engine, String notes) {
    Waiting.until(SOON, engine + " to have " + notes, () -> notes.equals(all(site, engine)));
  }

  /** What it answers while its replica is away is not what is waited for. */
  private static String all(ForeignSite site, String engine) {
    try {
      return site.get("/" + engine + "/all");
    } catch (AssertionError away) {
      return "";
    }
  }

  private static void copy(Path directory) throws IOException {
    try (var files = Files.list(APPLICATION)) {
      for (var file : files.toList()) {
        Files.copy(file, directory.resolve(Objects.requireNonNull(file.getFileName())));
      }
    }
  }

  private static void install(Path directory) {
    var argv =
        List.of("npm", "install", "--omit=dev", "--no-audit", "--no-fund", "--prefer-offline");
    Command.run(directory, Map.of(), "", argv).expectSuccess();
  }
}
