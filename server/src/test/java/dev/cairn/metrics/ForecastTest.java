package dev.cairn.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.Bytes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ForecastTest {
  private static final Instant BEGIN = Instant.parse("2026-03-14T00:00:00Z");
  private static final Bytes STORAGE = Bytes.ofGib(20);

  @Test
  void withoutThreeHoursNothingIsForetold() {
    assertThat(Forecast.of(List.of(), STORAGE)).isEqualTo(new Forecast.TooLittleHistory());
    assertThat(after(170, minute -> minute * 100L)).isEqualTo(new Forecast.TooLittleHistory());
  }

  @Test
  void steadyGrowthIsFullWhenTheLineSaysSo() {
    // 2 MiB a minute: 2880 MiB a day.
    var forecast = after(600, minute -> 1024 + 2L * minute);
    assertThat(forecast)
        .isInstanceOfSatisfying(
            Forecast.Growing.class,
            it -> {
              assertThat(it.perDay().toMib()).isBetween(2878L, 2882L);
              assertThat(it.days()).isBetween(6.3, 6.35);
            });
    assertThat(forecast.text()).isEqualTo("Grows by 2.8 GiB a day: full in about 6 days.");
    assertThat(forecast.isUrgent()).isTrue();
  }

  @Test
  void oneImportIsNoTrend() {
    assertThat(after(1440, minute -> minute < 900 ? 1000 : 9000))
        .isEqualTo(new Forecast.NotGrowing());
  }

  @Test
  void noiseAndACleanUpDoNotHideATrend() {
    var forecast =
        after(1440, minute -> 2000 + minute + (minute * 37 % 50) - (minute > 1200 ? 800 : 0));
    assertThat(forecast)
        .isInstanceOfSatisfying(
            Forecast.Growing.class, it -> assertThat(it.perDay().toMib()).isBetween(1000L, 1500L));
  }

  @Test
  void whatStandsStillOrShrinksDoesNotGrow() {
    assertThat(after(1440, minute -> 4000)).isEqualTo(new Forecast.NotGrowing());
    assertThat(after(1440, minute -> 4000 - minute)).isEqualTo(new Forecast.NotGrowing());
    assertThat(after(1440, minute -> 4000).isUrgent()).isFalse();
  }

  @Test
  void slowGrowthIsMoreThanAYear() {
    assertThat(after(1440, minute -> 100 + minute / 60 / 4).text()).endsWith("more than a year.");
  }

  @Test
  void whatIsFullIsFull() {
    var forecast = after(1440, minute -> 20 * 1024);
    assertThat(forecast).isEqualTo(new Forecast.Full());
    assertThat(forecast.isUrgent()).isTrue();
  }

  private static Forecast after(int minutes, IntToLongFunction usedMib) {
    return Forecast.of(
        IntStream.range(0, minutes)
            .mapToObj(
                minute ->
                    new Minute(
                        BEGIN.plusSeconds(60L * minute),
                        1,
                        100,
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        Bytes.ofMib(usedMib.applyAsLong(minute)),
                        STORAGE,
                        Optional.empty(),
                        OptionalDouble.empty(),
                        Optional.empty()))
            .toList(),
        STORAGE);
  }
}
