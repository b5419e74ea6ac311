package dev.cairn.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.Bytes;
import dev.cairn.core.Sensitive;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseRef;
import dev.cairn.engine.Engine;
import dev.cairn.engine.InstanceType;
import dev.cairn.engine.MySql;
import dev.cairn.engine.Postgres;
import dev.cairn.engine.Redis;
import dev.cairn.provider.Endpoint;
import dev.cairn.service.GeneratedVariables.Answering;
import dev.cairn.service.ServiceSpec.RuntimeKind;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GeneratedVariablesTest {
  private static final Answering POSTGRES = of(DatabaseRef.parse("my-shop/dev/postgres"));

  private static Answering of(DatabaseRef ref) {
    return answering(database(ref, "10.130.0.1", 20001), Optional.empty());
  }

  private static Answering answering(Database database, Optional<Database> primary) {
    return new Answering(
        database, "my_shop", Sensitive.of("p@ss/w:rd #1"), primary, primary.map(_ -> database));
  }

  private static Database database(DatabaseRef ref, String gateway, int port) {
    return new Database(
        ref,
        "my-shop-dev-postgres-ab12",
        Database.Origin.CREATED,
        "18",
        new InstanceType("db.t4g.micro", 2, Bytes.ofGib(1)),
        Bytes.ofGib(20),
        Bytes.ofMib(40),
        false,
        "my_shop",
        "my_shop",
        "dev-my-shop-postgres",
        Database.Status.AVAILABLE,
        "",
        Optional.of(
            new Endpoint(
                "127.0.0.1",
                gateway,
                port,
                ref.engine() == Redis.INSTANCE ? OptionalInt.of(20002) : OptionalInt.empty(),
                Optional.of(Path.of("/home/tls/ca.crt")))),
        Instant.EPOCH,
        Optional.empty(),
        false);
  }

  private static String text(RuntimeKind runtime) {
    return GeneratedVariables.of(List.of(POSTGRES), runtime).stream()
        .map(it -> it.name() + "=" + it.value().reveal() + (it.secret() ? "  (secret)" : ""))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  @Test
  void containerReachesThePostgresOfItsStageThroughTheGateway() {
    assertThat(text(RuntimeKind.CONTAINER))
        .isEqualTo(
            """
            DATABASE_URL=postgresql://my_shop:p%40ss%2Fw%3Ard%20%231@10.130.0.1:20001/my_shop  (secret)
            PG_CREDENTIALS_SECRET=p@ss/w:rd #1  (secret)
            PG_DATABASE=my_shop
            PG_HOST=10.130.0.1
            PG_PASSWORD=p@ss/w:rd #1  (secret)
            PG_PORT=20001
            PG_SSLMODE=verify-full
            PG_SSLROOTCERT=/etc/cairn/ca.crt
            PG_URL=postgresql://my_shop:p%40ss%2Fw%3Ard%20%231@10.130.0.1:20001/my_shop  (secret)
            PG_USER=my_shop
            PG_USERNAME=my_shop
            """);
  }

  /** What every engine tells of itself, beside what only TLS or a replica adds. */
  @ParameterizedTest
  @EnumSource(RuntimeKind.class)
  void everyEngineHasAllRowsOfTheTable(RuntimeKind runtime) {
    var prefixes =
        Map.of(Postgres.INSTANCE, "PG", MySql.INSTANCE, "MYSQL", Redis.INSTANCE, "REDIS");
    for (var engine : Engine.all()) {
      var prefix = prefixes.get(engine);
      var wanted =
          new ArrayList<>(
              List.of(
                  "HOST", "PORT", "DATABASE", "CREDENTIALS_SECRET", "USERNAME", "PASSWORD", "URL"));
      switch (engine) {
        case Postgres _ -> wanted.addAll(List.of("USER", "SSLMODE", "SSLROOTCERT"));
        case MySql _ -> wanted.addAll(List.of("USER", "SSL_CA"));
        case Redis _ -> wanted.addAll(List.of("TLS", "TLS_URL", "TLS_CA"));
      }
      var answering = of(DatabaseRef.parse("my-shop/dev/" + engine.id()));
      var all = GeneratedVariables.of(List.of(answering), runtime);
      assertThat(all)
          .as(engine.id())
          .extracting(Variable::name)
          .filteredOn(name -> !name.equals("DATABASE_URL"))
          .containsExactlyInAnyOrderElementsOf(
              wanted.stream().map(name -> prefix + "_" + name).toList());
      assertThat(all.stream().anyMatch(it -> it.name().equals("DATABASE_URL")))
          .isEqualTo(engine != Redis.INSTANCE);
      var host = runtime == RuntimeKind.PROCESS ? "127.0.0.1" : "10.130.0.1";
      assertThat(all)
          .filteredOn(it -> it.name().endsWith("_URL") || it.name().endsWith("_HOST"))
          .allSatisfy(it -> assertThat(it.value().reveal()).contains(host));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"postgres", "mysql"})
  void besideAReplicaAllIsItsPrimarysButTheReader(String engine) {
    var primary = database(DatabaseRef.parse("my-shop/prod/" + engine), "10.130.0.1", 20001);
    var replica = database(DatabaseRef.parse("my-shop/reports/" + engine), "10.130.0.5", 20007);
    var all =
        GeneratedVariables.of(
            List.of(answering(replica, Optional.of(primary))), RuntimeKind.CONTAINER);
    var own =
        GeneratedVariables.of(List.of(answering(primary, Optional.empty())), RuntimeKind.CONTAINER);
    var prefix = engine.equals("mysql") ? "MYSQL" : "PG";
    assertThat(texts(all)).containsAll(texts(own));
    assertThat(texts(all))
        .filteredOn(it -> !texts(own).contains(it))
        .containsExactly(
            prefix + "_READER_HOST=10.130.0.5",
            prefix + "_READER_PORT=20007",
            prefix
                + "_READER_URL="
                + (engine.equals("mysql") ? "mysql" : "postgresql")
                + "://my_shop:p%40ss%2Fw%3Ard%20%231@10.130.0.5:20007/my_shop");
    assertThat(all)
        .extracting(Variable::origin)
        .containsOnly(new Variable.Origin.Generated("my-shop/reports/" + engine));
    assertThat(all)
        .filteredOn(Variable::secret)
        .extracting(Variable::name)
        .contains(prefix + "_READER_URL");
  }

  private static List<String> texts(List<Variable> variables) {
    return variables.stream().map(it -> it.name() + "=" + it.value().reveal()).toList();
  }

  @Test
  void processReachesItOnLoopback() {
    assertThat(text(RuntimeKind.PROCESS))
        .contains("PG_HOST=127.0.0.1\n")
        .contains("PG_SSLROOTCERT=/home/tls/ca.crt\n")
        .contains("@127.0.0.1:20001/my_shop");
  }
}
