package dev.cairn.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.ReleaseView;
import dev.cairn.bench.Installation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Applications that nobody here wrote, as npm, Maven Central and Debian have them: each is deployed
 * with its database, used, deployed again with other files beside it, and rolled back; what was
 * written at first is there in the end.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForeignApplicationsTest {
  /** Few and quick: three languages, both runtimes. */
  private static final String BY_DEFAULT = "redis-commander,graphite-web,postgres-exporter";

  private static final Path APPLICATIONS =
      Installation.REPOSITORY.resolve("e2e/src/test/applications");

  private final Installation installation = Installation.empty();

  @BeforeAll
  void start() {
    installation.up();
  }

  @AfterAll
  void takeDown() {
    installation.close();
  }

  /** Those named in {@code cairn.applications}, or {@code all}. */
  static Stream<ForeignApplication> chosen() {
    var names = System.getProperty("cairn.applications", BY_DEFAULT);
    return ForeignApplication.all()
        .filter(it -> names.equals("all") || List.of(names.split(",", -1)).contains(it.name()));
  }

  @ParameterizedTest
  @MethodSource("chosen")
  void isDeployedUsedDeployedAgainAndRolledBack(
      ForeignApplication application, @TempDir Path directory) throws IOException {
    copy(APPLICATIONS.resolve(application.name()), directory);
    var begun = System.nanoTime();
    installation.cairn("up", directory.toString()).expectSuccess();
    var stage = application.stack() + "/dev";
    var site = ForeignSite.at(installation.api().service(stage).address());
    application.write().accept(site);
    application.read().accept(site);

    Files.writeString(directory.resolve("CHANGED"), "another release\n");
    installation.cairn("deploy", stage).expectSuccess();
    application.read().accept(site);
    assertThat(live(stage).number()).isEqualTo(2);

    installation.cairn("rollback", stage, "1").expectSuccess();
    application.read().accept(site);
    assertThat(live(stage).number()).isEqualTo(3);
    assertThat(live(stage).runtime()).isEqualTo(application.runtime());
    System.out.printf(
        "%-18s %-22s %-9s %5.1f s%n",
        application.name(),
        application.language(),
        application.runtime(),
        (System.nanoTime() - begun) / 1e9);
    installation.cairn("service", "remove", stage, "--yes-delete", stage).expectSuccess();
  }

  private ReleaseView live(String stage) {
    return installation.api().service(stage).live().orElseThrow();
  }

  private static void copy(Path from, Path to) {
    try (var files = Files.list(from)) {
      for (var file : files.toList()) {
        Files.copy(file, to.resolve(Objects.requireNonNull(file.getFileName())));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
