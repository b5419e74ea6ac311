package dev.cairn.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ProgramsTest {
  @Test
  void administratorsProgramsAreFoundWithAnOrdinaryPath() {
    assertThat(Programs.directories("/usr/bin:/bin"))
        .startsWith(Path.of("/usr/bin"), Path.of("/bin"))
        .contains(Path.of("/usr/sbin"), Path.of("/sbin"));
  }

  @Test
  void whatIsOnThePathGoesBeforeAndRelativePlacesAreNotLookedAt() {
    assertThat(Programs.directories(":.:bin:/opt/mine"))
        .startsWith(Path.of("/opt/mine"))
        .allMatch(Path::isAbsolute)
        .doesNotHaveDuplicates();
  }
}
