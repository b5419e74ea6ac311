package dev.cairn.provider.local.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.provider.local.instance.StrangerOnThePortContract;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RedisStrangerOnThePortTest extends StrangerOnThePortContract {
  RedisStrangerOnThePortTest() throws IOException {}

  @Test
  void redisHearsNone() throws IOException {
    listen(this::hear);
    assertThatThrownBy(
            () -> RedisSession.administrator(administrator(), Duration.ofSeconds(1)).close())
        .isInstanceOf(RedisFailure.class);
    assertThat(heard()).isNotEmpty().doesNotContain(SECRET);
  }
}
