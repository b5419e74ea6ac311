package dev.cairn.engine.redis;

import dev.cairn.core.Sensitive;
import dev.cairn.engine.Address;
import dev.cairn.engine.Snippet;
import java.util.ArrayList;
import java.util.List;

/** How a Redis is reached with the tools that people have. None shows the password. */
public final class RedisSnippets {
  private static final String PASSWORD = "PASSWORD";

  private RedisSnippets() {}

  public static List<Snippet> of(Address address) {
    var all = new ArrayList<Snippet>();
    if (!RedisVariables.isTlsOnly(address)) {
      all.add(
          new Snippet(
              "redis-cli",
              "redis-cli",
              "redis-cli -h %s -p %d --user %s --askpass"
                  .formatted(address.host(), address.port(), address.username())));
    }
    address
        .tlsPort()
        .ifPresent(
            port ->
                all.add(
                    new Snippet(
                        "redis-cli-tls",
                        "redis-cli over TLS",
                        "redis-cli --tls%s -h %s -p %d --user %s --askpass"
                            .formatted(
                                address
                                    .certificateAuthority()
                                    .map(file -> " --cacert " + file)
                                    .orElse(""),
                                address.host(),
                                port,
                                address.username()))));
    all.add(new Snippet("url", "URL, for most libraries", url(address)));
    return all;
  }

  private static String url(Address address) {
    var masked =
        new Address(
            address.host(),
            address.port(),
            address.database(),
            address.username(),
            Sensitive.of(PASSWORD),
            address.tlsPort(),
            address.certificateAuthority());
    return masked.url(RedisVariables.isTlsOnly(address) ? "rediss" : "redis").reveal();
  }
}
