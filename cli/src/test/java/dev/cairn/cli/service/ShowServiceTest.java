package dev.cairn.cli.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShowServiceTest {
  @Test
  void commandOfSeveralLinesIsShownAsOneThatDoesTheSame() {
    assertThat(
            ShowService.oneLine(
                """
                export A=1 \\
                  B=2
                exec ./app
                """))
        .isEqualTo("export A=1 B=2; exec ./app");
  }
}
