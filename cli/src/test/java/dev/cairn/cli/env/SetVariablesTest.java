package dev.cairn.cli.env;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.VariableChanges;
import dev.cairn.api.WireJson;
import dev.cairn.cli.Command;
import dev.cairn.cli.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SetVariablesTest {
  private static final String KEY = "-----BEGIN KEY-----\n ü€\t\n-----END KEY-----\n";

  @TempDir Path home;
  TestServer server;

  @BeforeEach
  void serve() throws Exception {
    server =
        new TestServer(home).answer("PATCH /stacks/shop/stages/dev/variables", "{\"changes\":[]}");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private VariableChanges sent() {
    return WireJson.MAPPER.readValue(server.bodies().getLast(), VariableChanges.class);
  }

  @Test
  void valuesComeFromArgumentsAndWholeFiles() throws Exception {
    var file = Files.writeString(home.resolve("key.pem"), KEY);
    var outcome =
        server.run(
            "env", "set", "shop/dev", "A= two\nlines ", "B=a=b", "--from-file", "KEY=" + file);
    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(sent().set()).isEqualTo(Map.of("A", " two\nlines ", "B", "a=b", "KEY", KEY));
    assertThat(sent().dotenv()).isEmpty();
  }

  @Test
  void aWholeEnvFileOrAValueComesFromStandardInput() throws Exception {
    var command = new Command(home);
    var text = "A=1\r\nB='ü'\n";
    assertThat(command.runWithInput(text, "env", "set", "shop/dev", "--env-file", "-").status())
        .isZero();
    assertThat(sent().dotenv()).contains(text);
    assertThat(sent().set()).isEmpty();
    command.runWithInput(KEY, "env", "set", "shop/dev", "--from-file", "KEY=-");
    assertThat(sent().set()).isEqualTo(Map.of("KEY", KEY));
  }

  @Test
  void whatSetsNothingIsRefusedWithoutRepeatingIt() throws Exception {
    var slip = server.run("env", "set", "shop/dev", "TOKEN", "s3cr3t");
    assertThat(slip.status()).isEqualTo(2);
    assertThat(slip.err()).contains("NAME=value").doesNotContain("s3cr3t");
    assertThat(server.run("env", "set", "shop/dev").status()).isEqualTo(2);
    var missing = server.run("env", "set", "shop/dev", "--from-file", "A=" + home.resolve("no"));
    assertThat(missing.err()).contains("cannot be read");
    var latin = Files.write(home.resolve("latin"), new byte[] {'a', '\n', (byte) 0xfc});
    assertThat(server.run("env", "set", "shop/dev", "--env-file", latin.toString()).err())
        .contains("is not UTF-8", "line 2");
    assertThat(server.bodies()).isEmpty();
  }
}
