package dev.cairn.engine.redis;

import dev.cairn.engine.Address;
import dev.cairn.engine.Snippet;
import java.util.List;

/** How a Redis is reached with the tools that people have. */
public final class RedisSnippets {
  private RedisSnippets() {}

  public static List<Snippet> of(Address address) {
    return List.of(
        new Snippet(
            "redis-cli",
            "redis-cli",
            "redis-cli -h %s -p %d --user %s --askpass"
                .formatted(address.host(), address.port(), address.username())));
  }
}
