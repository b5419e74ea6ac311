package dev.cairn.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.Actor;
import dev.cairn.core.Name;
import dev.cairn.core.ProblemException;
import dev.cairn.core.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manifest of a stranger, applied by an admin, who may have every directory and secret. */
class StrangersManifestTest extends ManifestBench {
  private static final Actor ADMIN = new Actor("root", Role.ADMIN);

  @TempDir private Path parent;
  private Path directory = Path.of("");
  private Path outside = Path.of("");

  @BeforeEach
  void prepare() throws IOException {
    parent = parent.toRealPath();
    directory = Files.createDirectory(parent.resolve("theirs"));
    Files.createDirectory(directory.resolve("app"));
    outside = Files.createDirectory(parent.resolve("private"));
    Files.createDirectories(directory.resolve(".ssh/keys"));
    Files.createSymbolicLink(directory.resolve("link"), outside);
    Files.createSymbolicLink(directory.resolve("within"), directory.resolve("app"));
    Files.createSymbolicLink(directory.resolve("seen"), directory.resolve(".ssh"));
  }

  private static String reading(String stack, String source) {
    return """
    stack: %s
    service: { %s, run: cat secret, port: 8000, runtime: process }
    stages: [{ name: dev }]
    """
        .formatted(stack, source);
  }

  private List<String> preview(String yaml, Path... sources) {
    return words(
        manifests.preview(
            ADMIN,
            yaml,
            Optional.of(directory),
            Map.of(),
            Optional.of(new Allowance(List.of(sources), Set.of()))));
  }

  private Applied apply(String yaml, Path... sources) {
    return manifests.apply(
        ADMIN,
        yaml,
        Optional.of(directory),
        Map.of(),
        Optional.of(new Allowance(List.of(sources), Set.of())));
  }

  private static Consumer<Throwable> suggests(String flag) {
    return thrown -> assertThat(((ProblemException) thrown).problem().suggestion()).contains(flag);
  }

  @Test
  void itsOwnDirectoryAndWhatLiesBelowItMayHave() {
    for (var source :
        List.of(
            "source: .",
            "source: app",
            "source: within",
            "source: " + directory,
            "health: /healthy",
            "git: https://example.com/shop.git#main",
            "git: " + directory + "#main")) {
      assertThat(preview(reading("own", source), directory)).as(source).isNotEmpty();
    }
  }

  @Test
  void othersDirectoriesItMayHaveOnlyWhereThePersonNamesThem() {
    for (var source :
        List.of(
            "source: ../private",
            "source: " + outside,
            "source: link",
            "\"sou\\u0072ce\": app/../link",
            "<<: { source: ../private }",
            "git: " + outside + "#main",
            "git: file://" + directory + "/../private#main",
            "git: " + directory + "/link#main")) {
      var yaml = reading("taken", source);
      for (var act :
          List.<Runnable>of(() -> preview(yaml, directory), () -> apply(yaml, directory))) {
        assertThatThrownBy(act::run)
            .as(source)
            .isInstanceOfSatisfying(
                ProblemException.class,
                e -> {
                  assertThat(e.problem().message())
                      .contains(outside.toString(), "does not lie below", directory.toString());
                  assertThat(e.problem().suggestion()).endsWith("--allow-source " + outside);
                })
            .hasMessageContaining("source-elsewhere");
      }
      assertThat(preview(yaml, directory, outside)).as(source).isNotEmpty();
      assertThat(preview(yaml, directory, directory.resolve("link"))).as(source).isNotEmpty();
    }
    assertThat(stacks.find(new Name("taken"))).isEmpty();
  }

  @Test
  void hiddenDirectoriesItMayHaveOnlyWhereThePersonNamesThem() {
    for (var source : List.of("source: .ssh", "source: seen", "source: .ssh/keys")) {
      assertThatThrownBy(() -> preview(reading("hidden", source), directory))
          .as(source)
          .hasMessageContaining("source-elsewhere")
          .hasMessageContaining("hidden")
          .satisfies(suggests("--allow-source " + directory.resolve(".ssh")));
      assertThat(preview(reading("hidden", source), directory.resolve(".ssh"))).isNotEmpty();
    }
  }

  @Test
  void whereTheDirectoryIsNotItsOwnItMayHaveNothingUnasked() {
    for (var source : List.of("source: .", "health: /healthy", "source: app")) {
      assertThatThrownBy(() -> preview(reading("home", source)))
          .as(source)
          .hasMessageContaining("source-elsewhere")
          .hasMessageContaining("home directory");
    }
  }

  @Test
  void theFlagIsWrittenAsAShellReadsIt() throws IOException {
    var odd = Files.createDirectory(parent.resolve("it's; x"));
    assertThatThrownBy(() -> preview(reading("odd", "source: \"" + odd + "\""), directory))
        .satisfies(suggests("--allow-source '" + parent + "/it'\\''s; x'"));
  }

  @Test
  void whatAStageHasAndDoesAlreadyIsNotAskedForAgain() {
    var yaml = reading("again", "source: ../private");
    apply(yaml, directory, outside);
    assertThat(preview(yaml, directory)).containsExactly("deploy again/dev");
    assertThatThrownBy(() -> preview(yaml.replace("cat secret", "send secret"), directory))
        .hasMessageContaining("source-elsewhere");
    assertThatThrownBy(() -> preview(yaml.replace("}]", "}, { name: prod }]"), directory))
        .hasMessageContaining("again/prod");
  }

  @Test
  void whoAsksForAllThatHeMayIsNotAsked() {
    assertThat(
            manifests
                .preview(
                    ADMIN,
                    reading("free", "source: ../private"),
                    Optional.of(directory),
                    Map.of(),
                    Optional.empty())
                .changes())
        .isNotEmpty();
  }

  @Test
  void anOperatorLearnsNothingOfWhereForbiddenLinksLead() throws IOException {
    Files.createSymbolicLink(directory.resolve("etc"), Path.of("/etc/ssl"));
    assertThatThrownBy(
            () ->
                manifests.preview(
                    ANNA,
                    reading("led", "source: etc"),
                    Optional.of(directory),
                    Map.of(),
                    Optional.of(new Allowance(List.of(), Set.of()))))
        .hasMessageContaining("source-not-allowed")
        .hasMessageNotContaining("/etc/ssl");
  }

  @Test
  void secretsOfOtherStacksItMayHaveOnlyWhereThePersonNamesThem() {
    apply("stack: my-shop\nstages: [{ name: prod, databases: [postgres] }]\n");
    var secret = "prod-my-shop-postgres";
    var yaml =
        "stack: leak\nstages: [{ name: dev, variables: { X: \"secret:%s#password\" } }]\n"
            .formatted(secret);
    for (var act :
        List.<Runnable>of(() -> preview(yaml, directory), () -> apply(yaml, directory))) {
      assertThatThrownBy(act::run)
          .hasMessageContaining("secret-elsewhere")
          .satisfies(suggests("--allow-secret " + secret));
    }
    assertThat(stacks.find(new Name("leak"))).isEmpty();
    var named = Optional.of(new Allowance(List.of(), Set.of(secret)));
    manifests.apply(ADMIN, yaml, Optional.of(directory), Map.of(), named);
    assertThat(preview(yaml, directory)).as("it has it already").isEmpty();
  }

  @Test
  void secretsOfItsOwnStackItMayHave() {
    var yaml =
        """
        stack: mine
        stages:
          - { name: dev, databases: [postgres], variables: { A: "secret:dev-mine-postgres#password" } }
          - { name: prod, variables: { B: "secret:dev-mine-postgres#password" } }
        """;
    assertThat(preview(yaml)).isNotEmpty();
    assertThat(apply(yaml).operations()).isNotEmpty();
  }
}
