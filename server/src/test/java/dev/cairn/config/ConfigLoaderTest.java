package dev.cairn.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cairn.config.Config.Applications;
import dev.cairn.config.Config.Tls;
import dev.cairn.core.ProblemException;
import dev.cairn.core.Violation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
  @TempDir Path home;

  @Test
  void withoutAFileEverythingHasItsDefault() {
    var config = new ConfigLoader(Map.of("CAIRN_HOME", home.toString())).load();

    assertThat(config.home()).isEqualTo(home);
    assertThat(config.listen().bind()).isEqualTo("127.0.0.1");
    assertThat(config.listen().port()).isEqualTo(ConfigLoader.DEFAULT_PORT);
    assertThat(config.state()).isEmpty();
  }

  @Test
  void theEnvironmentWinsOverTheFile() throws IOException {
    Files.writeString(home.resolve("config.yaml"), "listen: {port: 9000, bind: 127.0.0.2}\n");

    var config =
        new ConfigLoader(Map.of("CAIRN_HOME", home.toString(), "CAIRN_PORT", "9001")).load();

    assertThat(config.listen().port()).isEqualTo(9001);
    assertThat(config.listen().bind()).isEqualTo("127.0.0.2");
  }

  @Test
  void proxiesAreAddresses() throws IOException {
    var home = Map.of("CAIRN_HOME", this.home.toString());
    var file = this.home.resolve("config.yaml");
    Files.writeString(file, "listen: {names: [a.example], proxies: [127.0.0.1, '::1']}\n");
    assertThat(new ConfigLoader(home).load().listen().proxies())
        .containsExactly(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1"));

    Files.writeString(file, "listen: {proxies: [proxy.example]}\n");
    var thrown = catchThrowableOfType(ProblemException.class, () -> new ConfigLoader(home).load());
    assertThat(thrown.problem().violations())
        .extracting(violation -> violation.field())
        .containsExactly("listen.proxies");
  }

  @Test
  void publicAddressHasNoPath() throws IOException {
    var home = Map.of("CAIRN_HOME", this.home.toString());
    var file = this.home.resolve("config.yaml");
    Files.writeString(file, "listen: {url: 'https://Cairn.example.com:8443/'}\n");
    assertThat(new ConfigLoader(home).load().listen().url())
        .contains(URI.create("https://cairn.example.com:8443"));
    Files.writeString(file, "listen: {url: 'https://cairn.example.com:443'}\n");
    assertThat(new ConfigLoader(home).load().listen().url())
        .contains(URI.create("https://cairn.example.com"));

    for (var wrong : List.of("cairn.example.com", "https://a.example/cairn", "ftp://a.example")) {
      Files.writeString(file, "listen: {url: '" + wrong + "'}\n");
      var thrown =
          catchThrowableOfType(ProblemException.class, () -> new ConfigLoader(home).load());
      assertThat(thrown.problem().violations())
          .extracting(violation -> violation.field())
          .containsExactly("listen.url");
    }
  }

  /** What operators may deploy, they may read. */
  @Test
  void sourcesAreDirectoriesAwayFromTheHome() throws IOException {
    var apps = Files.createDirectory(home.resolve("apps"));
    var inner = Files.createDirectory(home.resolve("cairn"));
    Files.createSymbolicLink(home.resolve("link"), home);
    var wrong =
        List.of(
            inner.toString(),
            Files.createDirectory(inner.resolve("databases")).toString(),
            home.toString(),
            home.resolve("link").toString(),
            home.resolve("absent").toString(),
            "apps",
            "/");
    for (var one : wrong) {
      Files.writeString(inner.resolve("config.yaml"), "sources: [" + apps + ", " + one + "]\n");
      var thrown =
          catchThrowableOfType(
              ProblemException.class,
              () -> new ConfigLoader(Map.of("CAIRN_HOME", inner.toString())).load());
      assertThat(thrown.problem().violations())
          .as(one)
          .extracting(Violation::field)
          .containsExactly("sources");
    }
    Files.writeString(inner.resolve("config.yaml"), "sources: [" + apps + "]\n");
    var config = new ConfigLoader(Map.of("CAIRN_HOME", inner.toString())).load();
    assertThat(config.sources()).containsExactly(apps);
  }

  @Test
  void everyErrorIsReportedAtOnce() throws IOException {
    Files.writeString(
        home.resolve("config.yaml"),
        """
        listen: {port: 90000, color: red, certificate: /nowhere/cert.pem}
        state: {url: "mysql://x"}
        engines: {postgres-17: /nowhere/pg17}
        """);

    var thrown =
        catchThrowableOfType(
            ProblemException.class,
            () -> new ConfigLoader(Map.of("CAIRN_HOME", home.toString())).load());

    assertThat(thrown.problem().violations())
        .extracting(violation -> violation.field())
        .containsExactlyInAnyOrder(
            "listen.color",
            "listen.port",
            "listen",
            "listen.certificate",
            "state.url",
            "engines.postgres-17");
  }

  @Test
  void nothingIsIgnoredInSilence() throws IOException {
    assertThat(wrongIn("listen: 7800")).containsExactly("listen");
    assertThat(wrongIn("listen: {names: x, insecure: yes-please, bind: [a]}"))
        .containsExactlyInAnyOrder("listen.names", "listen.insecure", "listen.bind");
    assertThat(wrongIn("engines: {postgresql-17: /opt, postgres-17: {at: /opt}}"))
        .containsExactlyInAnyOrder("engines.postgresql-17", "engines.postgres-17");
    assertThat(wrongIn("state: [a]")).containsExactly("state");
    assertThat(wrongIn("listen: {names: [a, b], insecure: true, port: 1}\nengines:\n")).isEmpty();
  }

  /** Messages and logs show the URL. */
  @Test
  void aPasswordInTheUrlOfTheStateIsRefused() throws IOException {
    assertThat(wrongIn("state: {url: 'jdbc:postgresql://h/cairn?user=c&password=hunter2'}"))
        .containsExactly("state.url");
    assertThat(wrongIn("state: {url: 'jdbc:postgresql://c:hunter2@h/cairn'}"))
        .containsExactly("state.url");
    assertThat(wrongIn("state: {url: 'jdbc:postgresql://h/cairn?sslmode=require'}")).isEmpty();
  }

  private List<String> wrongIn(String yaml) throws IOException {
    Files.writeString(home.resolve("config.yaml"), yaml);
    try {
      var _ = new ConfigLoader(Map.of("CAIRN_HOME", home.toString())).load();
      return List.of();
    } catch (ProblemException e) {
      assertThat(e.problem().toString()).doesNotContain("hunter2");
      return e.problem().violations().stream().map(Violation::field).toList();
    }
  }

  @Test
  void directoriesOfBinariesAreFoundByEngineAndVersion() throws IOException {
    Files.writeString(home.resolve("config.yaml"), "engines: {postgres-17: %s}".formatted(home));

    var config = new ConfigLoader(Map.of("CAIRN_HOME", home.toString())).load();

    assertThat(config.engineDirectories("postgres")).containsExactly(Map.entry("17", home));
    assertThat(config.engineDirectories("mysql")).isEmpty();
  }

  @Test
  void aBrokenFileIsAProblemAndNoStackTrace() throws IOException {
    Files.writeString(home.resolve("config.yaml"), "listen: [\n");

    var thrown =
        catchThrowableOfType(
            ProblemException.class,
            () -> new ConfigLoader(Map.of("CAIRN_HOME", home.toString())).load());

    assertThat(thrown.problem().code()).isEqualTo("invalid-configuration");
  }

  @Test
  void applicationsAreReachedAsItIsSaid() throws IOException {
    var home = Map.of("CAIRN_HOME", this.home.toString());
    assertThat(new ConfigLoader(home).load().applications())
        .isEqualTo(
            new Applications(
                "127.0.0.1", List.of(), Optional.empty(), Optional.empty(), List.of()));

    Files.writeString(
        this.home.resolve("config.yaml"),
        """
        applications:
          names: [a.example]
          http: 80
          https: 0
          certificates: [{certificate: /etc/a.crt, key: /etc/a.key}]
        """);
    assertThat(new ConfigLoader(home).load().applications())
        .as("files that are not there are told where they are used")
        .isEqualTo(
            new Applications(
                "127.0.0.1",
                List.of("a.example"),
                Optional.of(80),
                Optional.of(0),
                List.of(new Tls(Path.of("/etc/a.crt"), Path.of("/etc/a.key")))));
  }

  @Test
  void whatIsWrongWithAddressesOfApplicationsIsTold() throws IOException {
    assertThat(wrongIn("applications: {http: 70000, https: x, bind: 10.0.0.1, certificates: a}"))
        .containsExactlyInAnyOrder(
            "applications.http",
            "applications.https",
            "applications.bind",
            "applications.certificates");
    assertThat(wrongIn("applications: {http: 81, https: 81}"))
        .containsExactly("applications.https");
    assertThat(wrongIn("applications: {certificates: [{certificate: a, chain: b}]}"))
        .containsExactlyInAnyOrder(
            "applications.certificates[0].chain",
            "applications.certificates[0].certificate",
            "applications.certificates[0].key");
  }
}
