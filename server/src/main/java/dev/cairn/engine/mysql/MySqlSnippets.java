package dev.cairn.engine.mysql;

import dev.cairn.engine.Address;
import dev.cairn.engine.Snippet;
import java.util.List;

/** How a MySQL is reached with the tools that people have. */
public final class MySqlSnippets {
  private MySqlSnippets() {}

  public static List<Snippet> of(Address address) {
    var tls =
        address
            .certificateAuthority()
            .map(file -> " --ssl-mode=VERIFY_IDENTITY --ssl-ca=" + file)
            .orElse("");
    var ssl = address.certificateAuthority().isPresent() ? "&sslMode=VERIFY_CA" : "";
    return List.of(
        new Snippet(
            "mysql",
            "mysql",
            "mysql --host=%s --port=%d --user=%s%s --password %s"
                .formatted(
                    address.host(), address.port(), address.username(), tls, address.database())),
        new Snippet(
            "jdbc",
            "JDBC",
            "jdbc:mysql://%s:%d/%s?user=%s%s"
                .formatted(
                    address.host(), address.port(), address.database(), address.username(), ssl)));
  }
}
