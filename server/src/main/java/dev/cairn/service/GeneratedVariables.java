package dev.cairn.service;

import dev.cairn.core.Sensitive;
import dev.cairn.database.Database;
import dev.cairn.engine.Address;
import dev.cairn.engine.Engine;
import dev.cairn.engine.GeneratedVariable;
import dev.cairn.engine.MySql;
import dev.cairn.engine.Postgres;
import dev.cairn.engine.Redis;
import dev.cairn.engine.mysql.MySqlVariables;
import dev.cairn.engine.postgres.PostgresVariables;
import dev.cairn.engine.redis.RedisVariables;
import dev.cairn.service.ServiceSpec.RuntimeKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * The variables that an application gets for the databases of its stage. Pure. Values are bare
 * strings.
 */
public final class GeneratedVariables {
  /**
   * Where certificate authorities lie inside of containers, under the names that they have here.
   */
  static final String CONTAINER_AUTHORITIES = "/etc/cairn/";

  /** For names alone. */
  private static final Address SOME =
      new Address("", 0, "", "", Sensitive.of(""), OptionalInt.of(0), Optional.of(""));

  private GeneratedVariables() {}

  /**
   * A database that answers, as the application reaches it.
   *
   * @param primary of a replica: whom the application writes to
   * @param reader where the application reads, where it is told
   */
  record Answering(
      Database database,
      String username,
      Sensitive<String> password,
      Optional<Database> primary,
      Optional<Database> reader) {}

  /** In order of name. */
  static List<Variable> of(List<Answering> databases, RuntimeKind runtime) {
    var all = new ArrayList<Variable>();
    for (var answering : databases) {
      var origin = new Variable.Origin.Generated(answering.database().ref().toString());
      for (var generated : of(answering, runtime)) {
        all.add(
            new Variable(generated.name(), generated.value(), generated.secret(), origin, false));
      }
    }
    // PostgreSQL's where there are both: it comes first of the two.
    for (var urlName : List.of("PG_URL", "MYSQL_URL")) {
      var url = all.stream().filter(it -> it.name().equals(urlName)).findFirst();
      if (url.isPresent()) {
        var it = url.get();
        all.add(new Variable("DATABASE_URL", it.value(), true, it.origin(), false));
        break;
      }
    }
    return all.stream().sorted(Comparator.comparing(Variable::name)).toList();
  }

  /** What an application gets for a database of that engine over TLS; names only, in order. */
  public static List<String> names(Engine engine) {
    return of(engine, SOME).stream().map(GeneratedVariable::name).sorted().toList();
  }

  /** What it gets besides where that database is a replica; names only, in order. */
  public static List<String> readerNames(Engine engine) {
    return reader(engine, SOME).stream().map(GeneratedVariable::name).sorted().toList();
  }

  /** Whether it leads to what was the primary, for those who must look what is in it. */
  public static boolean isPrevious(String name) {
    return Engine.all().stream()
        .flatMap(engine -> previous(engine, SOME).stream())
        .anyMatch(it -> it.name().equals(name));
  }

  /** The lines of a {@code .env} file for a client at that address, password included. */
  public static String dotenv(Engine engine, Address address) {
    return of(engine, address).stream()
        .filter(it -> !it.name().endsWith("_URL"))
        .map(it -> it.name() + "=" + it.value().reveal() + "\n")
        .sorted()
        .collect(Collectors.joining());
  }

  /** Of a replica's stage they are its primary's. Beside them stands where it is read. */
  private static List<GeneratedVariable> of(Answering answering, RuntimeKind runtime) {
    var database = answering.database();
    var engine = database.ref().engine();
    var all =
        new ArrayList<>(
            of(engine, address(answering.primary().orElse(database), answering, runtime)));
    answering.reader().ifPresent(it -> all.addAll(reader(engine, address(it, answering, runtime))));
    if (database.isPrevious()) {
      all.addAll(previous(engine, address(database, answering, runtime)));
    }
    return all;
  }

  private static List<GeneratedVariable> reader(Engine engine, Address address) {
    return switch (engine) {
      case Postgres _ -> PostgresVariables.reader(address);
      case MySql _ -> MySqlVariables.reader(address);
      case Redis _ -> List.of();
    };
  }

  private static List<GeneratedVariable> previous(Engine engine, Address address) {
    return switch (engine) {
      case Postgres _ -> PostgresVariables.previous(address);
      case MySql _ -> MySqlVariables.previous(address);
      case Redis _ -> List.of();
    };
  }

  private static List<GeneratedVariable> of(Engine engine, Address address) {
    return switch (engine) {
      case Postgres _ -> PostgresVariables.of(address);
      case MySql _ -> MySqlVariables.of(address);
      case Redis _ -> RedisVariables.of(address);
    };
  }

  /** As seen from where the application runs. */
  private static Address address(Database database, Answering answering, RuntimeKind runtime) {
    var endpoint = database.endpoint().orElseThrow();
    return new Address(
        switch (runtime) {
          case CONTAINER -> endpoint.containerHost();
          case PROCESS -> endpoint.host();
        },
        endpoint.port(),
        database.database(),
        answering.username(),
        answering.password(),
        endpoint.tlsPort(),
        endpoint
            .certificateAuthority()
            .map(
                file ->
                    switch (runtime) {
                      case CONTAINER -> CONTAINER_AUTHORITIES + file.getFileName();
                      case PROCESS -> file.toString();
                    }));
  }
}
