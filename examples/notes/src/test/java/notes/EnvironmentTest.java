package notes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class EnvironmentTest {

  @Test
  void secretsAreMasked() {
    var shown =
        new Environment(
                Map.of(
                    "PG_PASSWORD", "hunter2hunter2",
                    "PG_CREDENTIALS_SECRET", "hunter2hunter2",
                    "DATABASE_URL", "postgresql://notes:hunter2hunter2@172.18.0.1:20001/notes",
                    "PG_HOST", "172.18.0.1"))
            .shown();
    assertEquals(4, shown.size());
    assertFalse(shown.toString().contains("hunter2"));
    assertTrue(shown.toString().contains("@172.18.0.1:20001/notes"));
  }

  @Test
  void variablesOfTheMachineAreNotShown() {
    assertTrue(new Environment(Map.of("PATH", "/bin", "AWS_TOKEN", "x")).shown().isEmpty());
  }

  @Test
  void postgresIsReadFromItsVariables() {
    var address =
        new Environment(
                Map.of(
                    "PG_HOST", "172.18.0.1",
                    "PG_PORT", "20001",
                    "PG_DATABASE", "shop",
                    "PG_USERNAME", "shop",
                    "PG_PASSWORD", "p",
                    "PG_SSLMODE", "verify-full",
                    "PG_SSLROOTCERT", "/run/ca.crt"))
            .postgres()
            .orElseThrow();
    var source = (PGSimpleDataSource) address.dataSource();
    assertEquals("verify-full", source.getSslMode());
    assertEquals("/run/ca.crt", source.getSslRootCert());
    assertEquals("PostgreSQL 172.18.0.1:20001/shop", address.toString());
  }

  @Test
  void mysqlIsReadFromItsVariables() {
    var address =
        new Environment(
                Map.of(
                    "MYSQL_HOST", "172.18.0.1",
                    "MYSQL_PORT", "20002",
                    "MYSQL_DATABASE", "shop",
                    "MYSQL_PASSWORD", "p-secret"))
            .mysql()
            .orElseThrow();
    assertEquals("MySQL 172.18.0.1:20002/shop", address.toString());
    assertEquals("notes", address.username());
  }

  @Test
  void redisIsReadFromItsUrl() {
    var address =
        new Environment(Map.of("REDIS_URL", "redis://shop:a%40b+c@172.18.0.1:20003/2"))
            .redis()
            .orElseThrow();
    assertEquals("Redis 172.18.0.1:20003", address.toString());
    assertEquals("shop", address.username().orElseThrow());
    assertEquals("a@b+c", address.password().orElseThrow());
    assertEquals(2, address.database());
    assertFalse(address.tls());
  }

  @Test
  void redisIsReachedOverTlsWhereThatIsOffered() {
    var address =
        new Environment(Map.of("REDIS_URL", "redis://cache:1", "REDIS_TLS_URL", "rediss://cache"))
            .redis()
            .orElseThrow();
    assertTrue(address.tls());
    assertEquals(6379, address.hostAndPort().getPort());
    assertTrue(address.password().isEmpty());
  }

  @Test
  void portIs8000WhereNoneIsGiven() {
    assertEquals(8000, new Environment(Map.of()).port());
    assertTrue(new Environment(Map.of()).postgres().isEmpty());
  }
}
