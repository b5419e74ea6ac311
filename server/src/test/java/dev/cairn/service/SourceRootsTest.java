package dev.cairn.service;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.Actor;
import dev.cairn.core.Role;
import dev.cairn.provider.ReleaseInstance.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceRootsTest {
  private static final Actor OPERATOR = new Actor("olga", Role.OPERATOR);

  @TempDir Path directory;
  private SourceRoots roots = new SourceRoots(List.of());

  @BeforeEach
  void allow() throws IOException {
    Files.createDirectories(directory.resolve("apps/shop"));
    Files.createDirectories(directory.resolve("apps-of-others"));
    Files.createDirectories(directory.resolve("home"));
    Files.createSymbolicLink(directory.resolve("apps/link"), directory.resolve("home"));
    roots = new SourceRoots(List.of(directory.resolve("apps")));
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
    assertThatThrownBy(() -> SpecRules.requireThere(at("apps/absent")))
        .hasMessageContaining("is no directory of this machine");
  }

  @Test
  void whereNoneIsNamedOnlyAnAdminTakesCodeOfThisMachine() {
    var none = new SourceRoots(List.of());
    assertThatThrownBy(() -> none.require(OPERATOR, at("apps/shop")))
        .hasMessageContaining("source-not-allowed");
    assertThatCode(() -> none.require(new Actor("anna", Role.ADMIN), at("home")))
        .doesNotThrowAnyException();
  }
}
