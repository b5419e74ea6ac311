package dev.cairn.web.console;

import dev.cairn.core.Sensitive;
import dev.cairn.database.Database;
import dev.cairn.engine.Address;
import dev.cairn.engine.Engine;
import dev.cairn.engine.MySql;
import dev.cairn.engine.Postgres;
import dev.cairn.engine.Redis;
import dev.cairn.engine.Snippet;
import dev.cairn.engine.mysql.MySqlSnippets;
import dev.cairn.engine.postgres.PostgresSnippets;
import dev.cairn.engine.redis.RedisSnippets;
import dev.cairn.provider.Endpoint;
import dev.cairn.service.GeneratedVariables;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Texts to copy into other tools on this machine. */
final class Snippets {
  static final String MASK = "••••••••";

  private Snippets() {}

  /**
   * @param password shown where it is given
   */
  static List<Snippet> of(Database database, Optional<Sensitive<String>> password) {
    return database
        .endpoint()
        .map(endpoint -> of(database.ref().engine(), address(database, endpoint, password)))
        .orElse(List.of());
  }

  private static List<Snippet> of(Engine engine, Address address) {
    var all =
        new ArrayList<>(
            switch (engine) {
              case Postgres _ -> PostgresSnippets.of(address);
              case MySql _ -> MySqlSnippets.of(address);
              case Redis _ -> RedisSnippets.of(address);
            });
    // Within URLs the mask is encoded as a password would be.
    var env =
        GeneratedVariables.dotenv(engine, address)
            .replace(URLEncoder.encode(MASK, StandardCharsets.UTF_8), MASK);
    all.add(new Snippet("env", ".env", env));
    return all;
  }

  private static Address address(
      Database database, Endpoint endpoint, Optional<Sensitive<String>> password) {
    return new Address(
        endpoint.host(),
        endpoint.port(),
        database.database(),
        database.username(),
        password.orElseGet(() -> Sensitive.of(MASK)),
        endpoint.tlsPort(),
        endpoint.certificateAuthority().map(Path::toString));
  }
}
