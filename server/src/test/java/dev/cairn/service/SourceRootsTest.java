package dev.cairn.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.core.Actor;
import dev.cairn.core.ProblemException;
import dev.cairn.core.Role;
import dev.cairn.core.Violation;
import dev.cairn.process.Processes;
import dev.cairn.provider.ReleaseInstance.Source;
import dev.cairn.provider.local.source.OwnersLook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceRootsTest {
  private static final Actor OPERATOR = new Actor("olga", Role.OPERATOR);

  @TempDir Path directory;
  private SourceRoots roots = new SourceRoots(List.of(), new OwnersLook(new Processes()));

  @BeforeEach
  void allow() throws IOException {
    Files.createDirectories(directory.resolve("apps/shop"));
    Files.createDirectories(directory.resolve("apps-of-others"));
    Files.createDirectories(directory.resolve("home"));
    Files.createSymbolicLink(directory.resolve("apps/link"), directory.resolve("home"));
    roots = new SourceRoots(List.of(directory.resolve("apps")), new OwnersLook(new Processes()));
  }

  private Source at(String name) {
    return new Source.Directory(directory.resolve(name));
  }

  @Test
  void operatorTakesCodeFromWhereAnAdminAllowsAndFromTheNetwork() {
    for (var source :
        List.of(
            at("apps"),
            at("apps/shop"),
            new Source.Git(directory.resolve("apps/shop").toString(), "main"),
            new Source.Git("file://" + directory.resolve("apps/shop"), "main"),
            new Source.Git("https://example.com/shop.git", "main"),
            new Source.Git("git@example.com:shop.git", "main"),
            new Source.Git("example.com:shop.git", "main"),
            new Source.Image("shop:1"))) {
      assertThatCode(() -> roots.require(OPERATOR, source)).doesNotThrowAnyException();
    }
  }

  @Test
  void elsewhereHeDoesNotWhateverLeadsThere() {
    for (var source :
        List.of(
            at("home"),
            at("apps/link"),
            at("apps/../home"),
            at("apps-of-others"),
            at("absent"),
            at("."),
            new Source.Git(directory.resolve("home").toString(), "main"),
            new Source.Git("file://" + directory.resolve("home"), "main"),
            new Source.Git("FILE://" + directory.resolve("home"), "main"),
            new Source.Git(directory + "/apps/%2e%2e/home", "main"),
            new Source.Git("file://" + directory + "/apps/%2e%2e/home", "main"),
            new Source.Git("file:/" + directory + "/apps/shop", "main"),
            new Source.Git("file://" + (directory + "/apps/shop").substring(1), "main"),
            new Source.Git(directory + "/apps/shop\n", "main"),
            new Source.Git("file::" + directory + "/apps/shop", "main"),
            new Source.Git("ext::sh -c id", "main"),
            new Source.Git("ssh://-oProxyCommand=id/shop", "main"),
            new Source.Git("ssh://git@-oProxyCommand=id/shop", "main"),
            new Source.Git("git@-oProxyCommand=id:shop", "main"),
            new Source.Git("../home", "main"))) {
      assertThatThrownBy(() -> roots.require(OPERATOR, source))
          .as(source.toString())
          .hasMessageContaining("source-not-allowed");
    }
  }

  /** What lies elsewhere is not told from what does not; what is not there below a root may be. */
  @Test
  void whatThereIsElsewhereIsNotToBeFoundOut() {
    for (var name :
        List.of("home", "home/absent", "absent", "apps/link/absent", "apps/link/../absent")) {
      assertThatThrownBy(() -> roots.require(OPERATOR, at(name)))
          .as(name)
          .hasMessage(
              "source-not-allowed: User olga is an operator and may not deploy "
                  + directory.resolve(name)
                  + ": it does not lie in ["
                  + directory.resolve("apps")
                  + "].");
    }
    assertThatCode(() -> roots.require(OPERATOR, at("apps/absent"))).doesNotThrowAnyException();
    assertThatThrownBy(() -> roots.requireThere(at("apps/absent")))
        .hasMessageContaining("is no directory of this machine");
  }

  @Test
  void whereNoneIsNamedOnlyAnAdminTakesCodeOfThisMachine() {
    var none = new SourceRoots(List.of(), new OwnersLook(new Processes()));
    assertThatThrownBy(() -> none.require(OPERATOR, at("apps/shop")))
        .hasMessageContaining("source-not-allowed");
    assertThatCode(() -> none.require(new Actor("anna", Role.ADMIN), at("home")))
        .doesNotThrowAnyException();
  }

  /** Cairn as root sees all of it. */
  @Test
  void norIsWhatTheOwnerOfASourceMayNotLookAt() throws IOException {
    assumeTrue(Processes.isRoot(), "as root");
    var theirs = Files.createDirectory(directory.resolve("apps/theirs"));
    var secret = Files.createDirectories(directory.resolve("home/secret"));
    var closed = theirs.resolve("closed");
    Files.createDirectories(closed.resolve("there"));
    Files.writeString(closed.resolve("file"), "");
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    Files.createSymbolicLink(theirs.resolve("out"), secret);
    Files.createSymbolicLink(theirs.resolve("away"), secret.resolveSibling("absent"));
    Files.createDirectory(theirs.resolve("own"));
    Files.writeString(theirs.resolve("own/Dockerfile"), "");
    var owner =
        directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
    for (var each : List.of(theirs, theirs.resolve("own"))) {
      Files.setOwner(each, owner);
    }

    roots.requireThere(spec(theirs, "directory", "own"));
    roots.requireThere(spec(theirs, "dockerfile", "own/Dockerfile"));
    for (var key : List.of("directory", "dockerfile")) {
      for (var name :
          List.of("absent", "closed/there", "closed/file", "closed/no", "out", "away")) {
        assertThatThrownBy(() -> roots.requireThere(spec(theirs, key, name)))
            .as(key + " " + name)
            .hasMessageContaining("that the source's owner may look at, or leads out")
            .hasMessageContaining(theirs.resolve(name) + ".");
      }
    }
    for (var name : List.of("closed/there", "closed/no", "closed/file")) {
      assertThatThrownBy(() -> roots.requireThere(at("apps/theirs/" + name)))
          .hasMessageContaining("is no directory of this machine");
    }
  }

  @Test
  void ofOneThatOthersMayChangeThatIsSaid() throws IOException {
    assumeTrue(Processes.isRoot(), "as root");
    var team = directory.resolve("apps/shop");
    var names = directory.getFileSystem().getUserPrincipalLookupService();
    Files.getFileAttributeView(team, PosixFileAttributeView.class)
        .setGroup(names.lookupPrincipalByGroupName("daemon"));
    Files.setPosixFilePermissions(team, PosixFilePermissions.fromString("rwxrwxr-x"));

    assertThatThrownBy(() -> roots.requireThere(at("apps/shop")))
        .hasMessageContaining("source-shared");
  }

  /** Whoever may not deploy a source is told that, before anything is looked for in it. */
  @Test
  void readingTheKeysOfAServiceLooksAtNothing() {
    for (var name : List.of("apps", "absent")) {
      assertThat(ServiceKeys.read(texts(directory.resolve("home"), "directory", name)).source())
          .isEqualTo(at("home"));
    }
  }

  @Test
  void aPartOfADirectoryIsInsideIt() throws Exception {
    Files.createDirectories(directory.resolve("apps/web"));
    Files.createSymbolicLink(directory.resolve("inside"), Path.of("apps/web"));
    Files.createSymbolicLink(directory.resolve("outside"), Path.of("/etc"));
    assertThat(wrong("directory", "apps/web")).isEmpty();
    assertThat(wrong("directory", "inside")).isEmpty();
    assertThat(wrong("directory", "outside")).containsExactly("directory");
    assertThat(wrong("directory", "apps/absent")).containsExactly("directory");
    assertThat(wrong("dockerfile", "outside/hostname")).containsExactly("dockerfile");
    assertThat(wrong("dockerfile", "Dockerfile")).containsExactly("dockerfile");
  }

  private List<String> wrong(String key, String value) {
    try {
      roots.requireThere(spec(directory, key, value));
      return List.of();
    } catch (ProblemException refused) {
      return refused.problem().violations().stream().map(Violation::field).toList();
    }
  }

  private static ServiceSpec spec(Path source, String key, String value) {
    return ServiceKeys.stored(texts(source, key, value));
  }

  private static Map<String, String> texts(Path source, String key, String value) {
    return Map.of("source", source.toString(), key, value, "port", "8080");
  }
}
