package dev.cairn.engine.redis;

import dev.cairn.engine.Address;
import dev.cairn.engine.GeneratedVariable;
import java.util.ArrayList;
import java.util.List;

/**
 * What an application is told of its Redis. {@code REDIS_URL} is plain wherever Redis is, so that
 * it works with every library as it is; {@code REDIS_TLS_URL} is the same over TLS, for those that
 * are told whom to trust, and {@code REDIS_TLS} says that there is TLS, by a bare {@code true}. A
 * Redis that speaks nothing but TLS has both alike.
 */
public final class RedisVariables {
  private RedisVariables() {}

  public static List<GeneratedVariable> of(Address address) {
    var to = new ArrayList<GeneratedVariable>();
    to.add(GeneratedVariable.plain("REDIS_HOST", address.host()));
    to.add(GeneratedVariable.plain("REDIS_PORT", String.valueOf(address.port())));
    to.add(GeneratedVariable.plain("REDIS_DATABASE", address.database()));
    to.add(GeneratedVariable.plain("REDIS_USERNAME", address.username()));
    to.add(GeneratedVariable.secret("REDIS_PASSWORD", address.password()));
    to.add(GeneratedVariable.secret("REDIS_CREDENTIALS_SECRET", address.password()));
    to.add(
        GeneratedVariable.secret(
            "REDIS_URL", address.url(isTlsOnly(address) ? "rediss" : "redis")));
    address
        .tlsPort()
        .ifPresent(
            port -> {
              to.add(GeneratedVariable.plain("REDIS_TLS", "true"));
              to.add(GeneratedVariable.secret("REDIS_TLS_URL", address.url("rediss", port)));
              address
                  .certificateAuthority()
                  .ifPresent(file -> to.add(GeneratedVariable.plain("REDIS_TLS_CA", file)));
            });
    return to;
  }

  static boolean isTlsOnly(Address address) {
    return address.tlsPort().stream().anyMatch(port -> port == address.port());
  }
}
