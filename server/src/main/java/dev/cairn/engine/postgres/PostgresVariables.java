package dev.cairn.engine.postgres;

import dev.cairn.engine.Address;
import dev.cairn.engine.GeneratedVariable;
import java.util.ArrayList;
import java.util.List;

/**
 * What an application is told of its PostgreSQL. The URL says nothing of TLS, which clients spell
 * in as many ways: {@code PG_SSLMODE} and {@code PG_SSLROOTCERT} do.
 */
public final class PostgresVariables {
  private PostgresVariables() {}

  public static List<GeneratedVariable> of(Address address) {
    var url = address.url("postgresql");
    var all =
        new ArrayList<>(
            List.of(
                GeneratedVariable.plain("PG_HOST", address.host()),
                GeneratedVariable.plain("PG_PORT", String.valueOf(address.port())),
                GeneratedVariable.plain("PG_DATABASE", address.database()),
                GeneratedVariable.plain("PG_USERNAME", address.username()),
                GeneratedVariable.plain("PG_USER", address.username()),
                GeneratedVariable.secret("PG_PASSWORD", address.password()),
                GeneratedVariable.secret("PG_CREDENTIALS_SECRET", address.password()),
                GeneratedVariable.secret("PG_URL", url)));
    address
        .certificateAuthority()
        .ifPresent(
            file -> {
              all.add(GeneratedVariable.plain("PG_SSLMODE", "verify-full"));
              all.add(GeneratedVariable.plain("PG_SSLROOTCERT", file));
            });
    if (address.certificateAuthority().isEmpty() && address.tlsPort().isPresent()) {
      all.add(GeneratedVariable.plain("PG_SSLMODE", "require"));
    }
    return all;
  }

  /** What it is told besides of a replica of that, which it only reads. */
  public static List<GeneratedVariable> reader(Address address) {
    return List.of(
        GeneratedVariable.plain("PG_READER_HOST", address.host()),
        GeneratedVariable.plain("PG_READER_PORT", String.valueOf(address.port())),
        GeneratedVariable.secret("PG_READER_URL", address.url("postgresql")));
  }

  /** Where what was replaced is, for those who must look what is in it. */
  public static List<GeneratedVariable> previous(Address address) {
    return List.of(
        GeneratedVariable.plain("PG_PREVIOUS_HOST", address.host()),
        GeneratedVariable.plain("PG_PREVIOUS_PORT", String.valueOf(address.port())));
  }
}
