package dev.cairn.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.Sensitive;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseBench;
import dev.cairn.db.TestDatabase;
import dev.cairn.provider.Endpoint;
import dev.cairn.service.ServiceSpec.RuntimeKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Whichever way an application was told of a database: in a drill it is told of the drill's. */
class DrilledVariablesTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  @TempDir static Path home;

  private static final Endpoint DRILL =
      new Endpoint("127.0.0.1", "10.9.0.1", 29999, Optional.empty());

  private List<Database> family = List.of();
  private String primaryPort = "";
  private String replicaPort = "";
  private String ref = "";
  private String secret = "";

  @BeforeEach
  void family() {
    var bench = new DatabaseBench(DATABASE.state(), home);
    var replica = bench.followed();
    var primary = bench.databases.get(bench.ref);
    family = List.of(primary, replica);
    primaryPort = "" + primary.endpoint().orElseThrow().port();
    replicaPort = "" + replica.endpoint().orElseThrow().port();
    ref = replica.ref().toString();
    secret = primary.secretName();
  }

  private String drilled(Variable.Origin origin, String name, String value) {
    return drilled(origin, name, value, RuntimeKind.PROCESS);
  }

  private String drilled(Variable.Origin origin, String name, String value, RuntimeKind runtime) {
    var variable = new Variable(name, Sensitive.of(value), true, origin, false);
    var all = DrilledVariables.of(List.of(variable), family, DRILL, runtime);
    assertThat(all).singleElement().matches(it -> it.name().equals(name) && it.secret());
    return all.getFirst().value().reveal();
  }

  private String generated(String name, String value) {
    return drilled(new Variable.Origin.Generated(ref), name, value);
  }

  @Test
  void generatedOnesNameTheDrill() {
    assertThat(primaryPort).isNotEqualTo(replicaPort);
    assertThat(generated("PG_PORT", primaryPort)).isEqualTo("29999");
    assertThat(generated("PG_READER_PORT", replicaPort)).isEqualTo("29999");
    assertThat(generated("PG_HOST", "127.0.0.1")).isEqualTo("127.0.0.1");
    assertThat(generated("PG_URL", "postgres://u:p@127.0.0.1:" + primaryPort + "/shop?a=b"))
        .isEqualTo("postgres://u:p@127.0.0.1:29999/shop?a=b");
    assertThat(generated("PG_READER_URL", "postgres://u:p@127.0.0.1:" + replicaPort + "/shop"))
        .isEqualTo("postgres://u:p@127.0.0.1:29999/shop");
    assertThat(generated("PG_PASSWORD", "x" + primaryPort)).isEqualTo("x" + primaryPort);
    assertThat(
            drilled(
                new Variable.Origin.Generated(ref), "PG_HOST", "172.18.0.1", RuntimeKind.CONTAINER))
        .isEqualTo("10.9.0.1");
  }

  @Test
  void othersDatabasesAreLeftAlone() {
    var other = new Variable.Origin.Generated("shop/dev/redis");
    assertThat(drilled(other, "REDIS_PORT", "6379")).isEqualTo("6379");
    assertThat(drilled(other, "REDIS_HOST", "127.0.0.1", RuntimeKind.CONTAINER))
        .isEqualTo("127.0.0.1");
    assertThat(drilled(new Variable.Origin.SecretReference("mail", "host"), "MAIL", "127.0.0.1"))
        .isEqualTo("127.0.0.1");
  }

  @Test
  void referencesToTheSecretNameTheDrill() {
    assertThat(drilled(new Variable.Origin.SecretReference(secret, "port"), "DB_PORT", primaryPort))
        .isEqualTo("29999");
    assertThat(
            drilled(
                new Variable.Origin.SecretReference(secret, "host"),
                "DB",
                "127.0.0.1",
                RuntimeKind.CONTAINER))
        .isEqualTo("10.9.0.1");
    assertThat(drilled(new Variable.Origin.SecretReference(secret, "password"), "PASS", "hush"))
        .isEqualTo("hush");
  }

  @Test
  void typedOnesNameTheDrillWhereverTheyNameTheFamily() {
    var typed = new Variable.Origin.Literal();
    assertThat(drilled(typed, "DSN", "host=127.0.0.1 port=" + primaryPort + " user=shop"))
        .isEqualTo("host=127.0.0.1 port=29999 user=shop");
    assertThat(drilled(typed, "URL", "mysql://u:p@localhost:" + replicaPort))
        .isEqualTo("mysql://u:p@127.0.0.1:29999");
    assertThat(drilled(typed, "TWO", "127.0.0.1:" + primaryPort + ",127.0.0.1:" + replicaPort))
        .isEqualTo("127.0.0.1:29999,127.0.0.1:29999");
    assertThat(drilled(typed, "LONGER", "127.0.0.1:" + primaryPort + "1"))
        .isEqualTo("127.0.0.1:" + primaryPort + "1");
    assertThat(drilled(typed, "GREETING", "hello")).isEqualTo("hello");
  }
}
