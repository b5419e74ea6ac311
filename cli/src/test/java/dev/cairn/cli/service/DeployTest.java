package dev.cairn.cli.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.DeployRequest;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What kind of source a text names. */
class DeployTest {
  private static final Optional<String> NONE = Optional.empty();

  private static DeployRequest request(String source) {
    return Deploy.request(Optional.of(source));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "registry.gitlab.com/acme/shop:1.2",
        "ghcr.io/acme/my.github.io",
        "nginx",
        "localhost:5000/shop@sha256:0123"
      })
  void imageIsOneAlsoOfARegistryNamedAfterGit(String image) {
    assertThat(request(image)).isEqualTo(new DeployRequest(NONE, NONE, Optional.of(image)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://github.com/acme/shop",
        "git://example.com/shop#main",
        "git@gitlab.com:acme/shop#v1",
        "gitlab.com:acme/shop.git#main",
        "/srv/git/shop.git",
        "../shop.git#HEAD"
      })
  void repositoryIsOneByItsAddressOrName(String git) {
    assertThat(request(git)).isEqualTo(new DeployRequest(NONE, Optional.of(git), NONE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"./my.github.io", "src", ".", "/srv/my.git.d"})
  void directoryIsMadeAbsolute(String directory) {
    var absolute = Path.of(directory).toAbsolutePath().normalize().toString();
    assertThat(request(directory)).isEqualTo(new DeployRequest(Optional.of(absolute), NONE, NONE));
  }

  @ParameterizedTest
  @CsvSource({"git:/srv/shop#main,/srv/shop#main", "git:https://x/y,https://x/y"})
  void gitMayBeSaid(String said, String git) {
    assertThat(request(said)).isEqualTo(new DeployRequest(NONE, Optional.of(git), NONE));
  }

  @Test
  void imageMayBeSaid() {
    assertThat(request("image:src")).isEqualTo(new DeployRequest(NONE, NONE, Optional.of("src")));
  }
}
