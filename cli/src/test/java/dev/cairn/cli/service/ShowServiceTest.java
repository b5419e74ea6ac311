package dev.cairn.cli.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.TrafficMinuteView;
import java.time.Instant;
import java.util.Optional;
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

  @Test
  void trafficIsOneLine() {
    assertThat(ShowService.traffic(minute(12.34, 0.02, 1.5, Optional.of(4.4), Optional.of(61.0))))
        .isEqualTo("12.3 requests/s, <0.1 errors/s, 1.5 refused/s, p50 4 ms, p99 61 ms");
    assertThat(ShowService.traffic(minute(0, 0, 0, Optional.empty(), Optional.empty())))
        .isEqualTo("0.0 requests/s, 0.0 errors/s");
  }

  private static TrafficMinuteView minute(
      double requests, double errors, double refused, Optional<Double> p50, Optional<Double> p99) {
    return new TrafficMinuteView(Instant.EPOCH, requests, errors, refused, p50, p99);
  }
}
