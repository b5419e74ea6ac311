package dev.cairn.engine.postgres;

import dev.cairn.engine.Address;
import dev.cairn.engine.Snippet;
import java.util.List;

/** How a PostgreSQL is reached with the tools that people have. */
public final class PostgresSnippets {
  private PostgresSnippets() {}

  public static List<Snippet> of(Address address) {
    var tls =
        address
            .certificateAuthority()
            .map(file -> List.of("sslmode=verify-full", "sslrootcert=" + file))
            .orElseGet(() -> List.of("sslmode=prefer"));
    return List.of(
        new Snippet(
            "psql",
            "psql",
            "psql \"host=%s port=%d dbname=%s user=%s %s\""
                .formatted(
                    address.host(),
                    address.port(),
                    address.database(),
                    address.username(),
                    String.join(" ", tls))),
        new Snippet(
            "jdbc",
            "JDBC",
            "jdbc:postgresql://%s:%d/%s?user=%s&%s"
                .formatted(
                    address.host(),
                    address.port(),
                    address.database(),
                    address.username(),
                    String.join("&", tls))));
  }
}
