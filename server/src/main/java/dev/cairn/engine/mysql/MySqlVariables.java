package dev.cairn.engine.mysql;

import dev.cairn.engine.Address;
import dev.cairn.engine.GeneratedVariable;
import java.util.ArrayList;
import java.util.List;

/** What an application is told of its MySQL. */
public final class MySqlVariables {
  private MySqlVariables() {}

  public static List<GeneratedVariable> of(Address address) {
    var all =
        new ArrayList<>(
            List.of(
                GeneratedVariable.plain("MYSQL_HOST", address.host()),
                GeneratedVariable.plain("MYSQL_PORT", String.valueOf(address.port())),
                GeneratedVariable.plain("MYSQL_DATABASE", address.database()),
                GeneratedVariable.plain("MYSQL_USERNAME", address.username()),
                GeneratedVariable.plain("MYSQL_USER", address.username()),
                GeneratedVariable.secret("MYSQL_PASSWORD", address.password()),
                GeneratedVariable.secret("MYSQL_CREDENTIALS_SECRET", address.password()),
                GeneratedVariable.secret("MYSQL_URL", address.url("mysql"))));
    address
        .certificateAuthority()
        .ifPresent(file -> all.add(GeneratedVariable.plain("MYSQL_SSL_CA", file)));
    if (address.certificateAuthority().isEmpty() && address.tlsPort().isPresent()) {
      all.add(GeneratedVariable.plain("MYSQL_SSL_MODE", "REQUIRED"));
    }
    return all;
  }

  /** What it is told besides of a replica of that, which it only reads. */
  public static List<GeneratedVariable> reader(Address address) {
    return List.of(
        GeneratedVariable.plain("MYSQL_READER_HOST", address.host()),
        GeneratedVariable.plain("MYSQL_READER_PORT", String.valueOf(address.port())),
        GeneratedVariable.secret("MYSQL_READER_URL", address.url("mysql")));
  }

  /** Where what was replaced is, for those who must look what is in it. */
  public static List<GeneratedVariable> previous(Address address) {
    return List.of(
        GeneratedVariable.plain("MYSQL_PREVIOUS_HOST", address.host()),
        GeneratedVariable.plain("MYSQL_PREVIOUS_PORT", String.valueOf(address.port())));
  }
}
