package dev.cairn.engine.redis;

import dev.cairn.engine.Address;
import dev.cairn.engine.GeneratedVariable;
import java.util.List;

/** What an application is told of its Redis. */
public final class RedisVariables {
  private RedisVariables() {}

  public static List<GeneratedVariable> of(Address address) {
    return List.of(
        GeneratedVariable.plain("REDIS_HOST", address.host()),
        GeneratedVariable.plain("REDIS_PORT", String.valueOf(address.port())),
        GeneratedVariable.plain("REDIS_DATABASE", address.database()),
        GeneratedVariable.plain("REDIS_USERNAME", address.username()),
        GeneratedVariable.secret("REDIS_PASSWORD", address.password()),
        GeneratedVariable.secret("REDIS_CREDENTIALS_SECRET", address.password()),
        GeneratedVariable.secret("REDIS_URL", address.url("redis")));
  }
}
