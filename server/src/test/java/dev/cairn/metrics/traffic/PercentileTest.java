package dev.cairn.metrics.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PercentileTest {
  private static final List<Integer> BUCKETS = List.of(1, 2, 5, 10);

  @Test
  void liesEvenlyWithinItsBucket() {
    assertThat(Percentile.of(0.5, BUCKETS, List.of(0L, 0L, 10L, 0L, 0L))).hasValue(3.5);
    assertThat(Percentile.of(0.5, BUCKETS, List.of(50L, 0L, 0L, 50L, 0L))).hasValue(1);
    assertThat(Percentile.of(0.99, BUCKETS, List.of(98L, 0L, 0L, 2L, 0L))).hasValue(7.5);
  }

  @Test
  void whatTookLongerThanAllBucketsTookAsLongAsTheLast() {
    assertThat(Percentile.of(0.99, BUCKETS, List.of(1L, 0L, 0L, 0L, 99L))).hasValue(10);
  }

  @Test
  void ofNothingThereIsNone() {
    assertThat(Percentile.of(0.5, BUCKETS, List.of(0L, 0L, 0L, 0L, 0L))).isEmpty();
    assertThat(Percentile.of(0.5, BUCKETS, List.of())).isEmpty();
  }
}
