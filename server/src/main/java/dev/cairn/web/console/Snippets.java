package dev.cairn.web.console;

import dev.cairn.core.Sensitive;
import dev.cairn.database.Database;
import dev.cairn.engine.Postgres;
import dev.cairn.provider.Endpoint;
import java.util.List;
import java.util.Optional;

/** Texts to copy into other tools. */
final class Snippets {
  static final String MASK = "••••••••";

  private Snippets() {}

  static List<DatabaseView.Snippet> of(Database database, Optional<Sensitive<String>> password) {
    return database
        .endpoint()
        .map(
            endpoint ->
                switch (database.ref().engine()) {
                  case Postgres _ -> postgres(database, endpoint, password);
                })
        .orElse(List.of());
  }

  private static List<DatabaseView.Snippet> postgres(
      Database database, Endpoint endpoint, Optional<Sensitive<String>> password) {
    var host = endpoint.host();
    int port = endpoint.port();
    var name = database.database();
    var user = database.username();
    var mode = endpoint.certificateAuthority().isPresent() ? "verify-ca" : "prefer";
    var root = endpoint.certificateAuthority().map(path -> path.toString());
    return List.of(
        new DatabaseView.Snippet(
            "psql",
            "psql",
            "psql \"host=%s port=%d dbname=%s user=%s sslmode=%s%s\""
                .formatted(
                    host, port, name, user, mode, root.map(p -> " sslrootcert=" + p).orElse(""))),
        new DatabaseView.Snippet(
            "jdbc",
            "JDBC",
            "jdbc:postgresql://%s:%d/%s?user=%s&sslmode=%s%s"
                .formatted(
                    host, port, name, user, mode, root.map(p -> "&sslrootcert=" + p).orElse(""))),
        new DatabaseView.Snippet(
            "env",
            ".env",
            """
            PG_HOST=%s
            PG_PORT=%d
            PG_DATABASE=%s
            PG_USERNAME=%s
            PG_PASSWORD=%s
            """
                .formatted(host, port, name, user, password.map(Sensitive::reveal).orElse(MASK))));
  }
}
