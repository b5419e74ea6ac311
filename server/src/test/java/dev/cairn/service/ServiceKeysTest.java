package dev.cairn.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cairn.core.ProblemException;
import dev.cairn.core.Violation;
import dev.cairn.provider.ReleaseInstance.Pull;
import dev.cairn.provider.ReleaseInstance.Source;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceKeysTest {
  /** Each key that is not one of the three kinds of source. */
  private static final Map<String, String> ALL =
      Map.ofEntries(
          Map.entry("git", "https://example.com/shop.git#fix/#42"),
          Map.entry("pull", "missing"),
          Map.entry("directory", "apps/web"),
          Map.entry("dockerfile", "docker/web.Dockerfile"),
          Map.entry("build", "npm ci && npm run build"),
          Map.entry("buildVariables", "EMPTY=\nNODE_ENV=production\nREGION\nWORDS=a, b = c"),
          Map.entry("buildSecrets", "API_TOKEN\nNPM_TOKEN"),
          Map.entry("run", "node server.js"),
          Map.entry("release", "./migrate"),
          Map.entry("port", "8000"),
          Map.entry("health", "/healthy"),
          Map.entry("hosts", "notes.example.com\nxn--bcher-kva.example"),
          Map.entry("accessLog", "true"),
          Map.entry("runtime", "process"),
          Map.entry("healthyWithin", "5m"),
          Map.entry("releaseWithin", "1h"),
          Map.entry("drainWithin", "90s"),
          Map.entry("memory", "1536m"),
          Map.entry("cpus", "1.5"),
          Map.entry("shmSize", "256m"));

  @Test
  void everyKeyIsReadWrittenAndStored() {
    assertThat(ALL.keySet())
        .containsExactlyInAnyOrderElementsOf(
            ServiceKeys.NAMES.stream()
                .filter(it -> !Set.of("source", "image").contains(it))
                .toList());
    var spec = ServiceKeys.read(ALL);
    assertThat(ServiceKeys.texts(spec)).isEqualTo(ALL);
    assertThat(SpecJson.read(SpecJson.write(spec))).isEqualTo(spec);
    assertThat(ServiceKeys.texts(spec.withSource(new Source.Image("shop:1"))))
        .containsEntry("image", "shop:1")
        .containsAllEntriesOf(without("git"));
  }

  private static Map<String, String> without(String key) {
    var rest = new HashMap<>(ALL);
    rest.remove(key);
    return rest;
  }

  @Test
  void whatIsNotSaidHasItsDefault() {
    var spec = ServiceKeys.read(Map.of("image", "shop", "port", "80", "health", " "));
    assertThat(ServiceKeys.texts(spec)).isEqualTo(Map.of("image", "shop", "port", "80"));
    assertThat(spec.healthyWithin()).isEqualTo(Duration.ofSeconds(60));
    assertThat(spec.releaseWithin()).isEqualTo(Duration.ofMinutes(15));
    assertThat(spec.drainWithin()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void rowsOfAnEarlierCairnAreRead() {
    assertThat(
            SpecJson.read(
                """
                {"kind": "git", "source": "https://example.com/a.git", "ref": "main",
                 "build": null, "run": "./serve", "release": null, "port": 8000,
                 "health": "/", "runtime": "PROCESS"}
                """))
        .isEqualTo(
            ServiceKeys.read(
                Map.of(
                    "git", "https://example.com/a.git#main",
                    "run", "./serve",
                    "port", "8000",
                    "health", "/",
                    "runtime", "process")));
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          https://example.com/a.git,         https://example.com/a.git, HEAD
          https://example.com/a.git#,        https://example.com/a.git, HEAD
          https://example.com/a.git#v1,      https://example.com/a.git, v1
          https://example.com/a.git#fix/#42, https://example.com/a.git, fix/#42
          """)
  void theFirstHashEndsTheUrlOfARepository(String written, String url, String ref) {
    assertThat(Source.Git.of(written)).isEqualTo(new Source.Git(url, ref));
    assertThat(Source.Git.of(Source.Git.of(written).written())).isEqualTo(new Source.Git(url, ref));
  }

  @ParameterizedTest
  @CsvSource({
    "shop, MISSING",
    "team/shop, MISSING",
    "my.team/shop, ALWAYS",
    "shop:1, ALWAYS",
    "localhost/shop, ALWAYS",
    "registry:5000/shop, ALWAYS",
    "ghcr.io/team/shop:1, ALWAYS",
    "ghcr.io/team/shop@sha256:aa, MISSING"
  })
  void anImageIsLookedUpAnewWhereOthersMayPushIt(String image, Pull pull) {
    var texts = Map.of("image", image, "port", "80");
    assertThat(ServiceKeys.stored(texts).pulls()).isEqualTo(pull);
    var said = ServiceKeys.changed(texts, Map.of("pull", "missing"), Set.of());
    assertThat(ServiceKeys.stored(said).pulls()).isEqualTo(Pull.MISSING);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          healthyWithin  | 90
          healthyWithin  | 2h
          healthyWithin  | 0s
          releaseWithin  | 7h
          drainWithin    | soon
          memory         | 512
          memory         | 1m
          shmSize        | 1k
          cpus           | 0
          cpus           | two
          pull           | never
          runtime        | vm
          port           | 65536
          health         | healthy
          directory      | /etc
          directory      | apps/../..
          dockerfile     | ../Dockerfile
          buildVariables | A-B=1
          buildVariables | PORT=1
          buildVariables | NPM_TOKEN
          buildVariables | HOST=postgres://ann:hunter2@db/shop
          buildSecrets   | 1X
          buildSecrets   | TWICE
          """)
  void aValueThatCannotBeIsToldByItsKey(String key, String value) {
    var texts = new HashMap<>(Map.of("git", "https://example.com/a.git", "port", "80"));
    texts.put("buildVariables", "TWICE=1");
    texts.put(key, value);
    var problem =
        catchThrowableOfType(ProblemException.class, () -> ServiceKeys.read(texts)).problem();
    assertThat(problem.code()).isEqualTo("invalid-service");
    assertThat(problem.violations()).extracting(Violation::field).containsExactly(key);
    assertThat(problem.toString()).doesNotContain("hunter2");
  }

  @Test
  void aChangeTouchesItsKeysAlone() {
    var changed =
        ServiceKeys.changed(ALL, Map.of("image", "shop:2", "port", "81"), Set.of("health"));
    assertThat(changed)
        .containsEntry("image", "shop:2")
        .containsEntry("port", "81")
        .containsEntry("memory", "1536m")
        .doesNotContainKeys("git", "health");
    var refused =
        catchThrowableOfType(
            ProblemException.class,
            () -> ServiceKeys.changed(ALL, Map.of("memori", "1g"), Set.of()));
    assertThat(refused.problem().violations().getFirst().message()).contains("memory");
  }

  @Test
  void changesAreToldKeyByKey() {
    var before = ServiceKeys.read(Map.of("image", "shop", "port", "80", "memory", "1g"));
    var after =
        ServiceKeys.read(
            Map.of("image", "shop", "port", "81", "buildVariables", "A=1\nB", "cpus", "2"));
    assertThat(SpecChanges.sentence(before, after))
        .isEqualTo("buildVariables none → A=1; B, port 80 → 81, memory 1g → none, cpus none → 2");
    assertThat(SpecChanges.details(Optional.of(before), after))
        .containsEntry("memory", "none")
        .containsEntry("memory.before", "1g")
        .containsEntry("port", "81")
        .doesNotContainKey("image");
  }
}
