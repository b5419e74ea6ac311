package dev.cairn.cli.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SetServiceTest {
  @Test
  void assignmentsSetTakeAwayAndAddLines() {
    var changes =
        SetService.changes(
            List.of(
                "memory=512m",
                "health=",
                "buildVariables=NODE_ENV=production",
                "buildVariables=REGION",
                "source=."));
    assertThat(changes.set())
        .containsEntry("memory", "512m")
        .containsEntry("buildVariables", "NODE_ENV=production\nREGION")
        .containsEntry("source", Path.of("").toAbsolutePath().toString());
    assertThat(changes.unset()).containsExactly("health");
  }

  @Test
  void whatSetsNothingIsRefused() {
    assertThatThrownBy(() -> SetService.changes(List.of("memory")))
        .hasMessageContaining("sets nothing");
  }
}
