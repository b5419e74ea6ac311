package notes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

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
    assertEquals("jdbc:postgresql://172.18.0.1:20001/shop", address.url());
    assertEquals("verify-full", address.properties().getProperty("sslmode"));
    assertFalse(address.toString().contains("p@"));
  }

  @Test
  void portIs8000WhereNoneIsGiven() {
    assertEquals(8000, new Environment(Map.of()).port());
    assertTrue(new Environment(Map.of()).postgres().isEmpty());
  }
}
