package dev.cairn.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.Bytes;
import dev.cairn.core.Sensitive;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseRef;
import dev.cairn.engine.InstanceType;
import dev.cairn.provider.Endpoint;
import dev.cairn.service.GeneratedVariables.Answering;
import dev.cairn.service.ServiceSpec.RuntimeKind;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GeneratedVariablesTest {
  private static final Answering POSTGRES =
      new Answering(
          new Database(
              DatabaseRef.parse("my-shop/dev/postgres"),
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
                      "127.0.0.1", "10.130.0.1", 20001, Optional.of(Path.of("/home/tls/ca.crt")))),
              Instant.EPOCH),
          "my_shop",
          Sensitive.of("p@ss/w:rd #1"));

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

  @Test
  void processReachesItOnLoopback() {
    assertThat(text(RuntimeKind.PROCESS))
        .contains("PG_HOST=127.0.0.1\n")
        .contains("PG_SSLROOTCERT=/home/tls/ca.crt\n")
        .contains("@127.0.0.1:20001/my_shop");
  }
}
