package dev.cairn.engine.mysql;

import dev.cairn.engine.Address;
import dev.cairn.engine.Snippet;
import java.util.List;
import java.util.Optional;

/** How a MySQL is reached with the tools that people have. */
public final class MySqlSnippets {
  private static final String PEM = ".crt";

  private MySqlSnippets() {}

  public static List<Snippet> of(Address address) {
    return List.of(
        new Snippet("mysql", "mysql", client(address)),
        new Snippet("jdbc", "JDBC", jdbc(address)),
        new Snippet("workbench", "Workbench", workbench(address)));
  }

  private static String client(Address address) {
    var tls =
        address
            .certificateAuthority()
            .map(file -> " --ssl-mode=VERIFY_IDENTITY --ssl-ca=" + file)
            .orElse("");
    return "mysql --host=%s --port=%d --user=%s%s --password %s"
        .formatted(address.host(), address.port(), address.username(), tls, address.database());
  }

  /** The driver takes no PEM file: the same authority lies beside it as a key store. */
  private static String jdbc(Address address) {
    var tls =
        keyStore(address)
            .map(
                file ->
                    "&sslMode=VERIFY_IDENTITY&trustCertificateKeyStoreUrl=file:"
                        + file
                        + "&trustCertificateKeyStorePassword=changeit")
            .orElse("");
    return "jdbc:mysql://%s:%d/%s?user=%s%s"
        .formatted(address.host(), address.port(), address.database(), address.username(), tls);
  }

  private static Optional<String> keyStore(Address address) {
    return address
        .certificateAuthority()
        .filter(file -> file.endsWith(PEM))
        .map(file -> file.substring(0, file.length() - PEM.length()) + ".jks");
  }

  private static String workbench(Address address) {
    var tls =
        address
            .certificateAuthority()
            .map(file -> "\nUse SSL: Require and Verify Identity\nSSL CA File: " + file)
            .orElse("");
    return """
        Connection Method: Standard (TCP/IP)
        Hostname: %s
        Port: %d
        Username: %s
        Default Schema: %s"""
            .formatted(address.host(), address.port(), address.username(), address.database())
        + tls;
  }
}
