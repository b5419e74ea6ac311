package dev.cairn.provider.local.instance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LooksTest {
  private final AtomicLong now = new AtomicLong();
  private final Looks looks = new Looks(now::get);

  @Test
  void idleOneIsAskedEachQuarterOfAMinute() {
    assertThat(looks.isDue("notes", 8)).isTrue();
    looks.done("notes", 8, true);
    assertThat(looks.isDue("notes", 8)).isFalse();
    assertThat(looks.isDue("other", 8)).isTrue();
    now.addAndGet(Duration.ofSeconds(15).toNanos());
    assertThat(looks.isDue("notes", 8)).isTrue();
  }

  @Test
  void oneThatGrowsIsAskedAtOnceAlsoAfterItShrank() {
    looks.done("notes", 8, true);
    assertThat(looks.isDue("notes", 9)).isTrue();
    assertThat(looks.isDue("notes", 5)).isFalse();
    assertThat(looks.isDue("notes", 6)).isTrue();
  }

  @Test
  void oneThatIsNotCalmIsAskedAgain() {
    looks.done("notes", 90, false);
    assertThat(looks.isDue("notes", 90)).isTrue();
  }
}
