package dev.cairn.service;

import dev.cairn.core.Sensitive;
import dev.cairn.engine.Postgres;
import dev.cairn.service.ServiceSpec.RuntimeKind;
import dev.cairn.service.Variable.Origin;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The variables that an application gets for the databases of its stage. Pure. Values are bare
 * strings; the URL is percent-encoded and says nothing of TLS, which clients spell in as many ways:
 * {@code PG_SSLMODE} and {@code PG_SSLROOTCERT} do.
 */
final class GeneratedVariables {
  /** Where the certificate authority lies inside of containers. */
  static final String CONTAINER_CERTIFICATE_AUTHORITY = "/etc/cairn/ca.crt";

  private GeneratedVariables() {}

  /** A database that answers, as the application reaches it. */
  record Answering(dev.cairn.database.Database database, Sensitive<String> password) {}

  /** In order of name. */
  static List<Variable> of(List<Answering> databases, RuntimeKind runtime) {
    var all = new ArrayList<Variable>();
    for (var answering : databases) {
      switch (answering.database().ref().engine()) {
        case Postgres postgres -> all.addAll(postgres(answering, runtime));
      }
    }
    return all.stream().sorted(Comparator.comparing(Variable::name)).toList();
  }

  private static List<Variable> postgres(Answering answering, RuntimeKind runtime) {
    var database = answering.database();
    var endpoint = database.endpoint().orElseThrow();
    var host =
        switch (runtime) {
          case CONTAINER -> endpoint.containerHost();
          case PROCESS -> endpoint.host();
        };
    var url =
        answering
            .password()
            .map(
                password ->
                    "postgresql://"
                        + encoded(database.username())
                        + ":"
                        + encoded(password)
                        + "@"
                        + (host.contains(":") ? "[" + host + "]" : host)
                        + ":"
                        + endpoint.port()
                        + "/"
                        + encoded(database.database()));
    var to = new Collector(new Origin.Generated(database.ref().toString()));
    to.plain("PG_HOST", host);
    to.plain("PG_PORT", String.valueOf(endpoint.port()));
    to.plain("PG_DATABASE", database.database());
    to.plain("PG_USERNAME", database.username());
    to.plain("PG_USER", database.username());
    to.secret("PG_PASSWORD", answering.password());
    to.secret("PG_CREDENTIALS_SECRET", answering.password());
    to.secret("PG_URL", url);
    to.secret("DATABASE_URL", url);
    endpoint
        .certificateAuthority()
        .ifPresent(
            file -> {
              to.plain("PG_SSLMODE", "verify-full");
              to.plain(
                  "PG_SSLROOTCERT",
                  switch (runtime) {
                    case CONTAINER -> CONTAINER_CERTIFICATE_AUTHORITY;
                    case PROCESS -> file.toString();
                  });
            });
    return to.variables;
  }

  /** In a URL a space is %20, not the + of forms. */
  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static final class Collector {
    private final Origin origin;
    private final List<Variable> variables = new ArrayList<>();

    Collector(Origin origin) {
      this.origin = origin;
    }

    void plain(String name, String value) {
      variables.add(new Variable(name, Sensitive.of(value), false, origin, false));
    }

    void secret(String name, Sensitive<String> value) {
      variables.add(new Variable(name, value, true, origin, false));
    }
  }
}
