package dev.cairn.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.api.ApiClient;
import dev.cairn.api.ApiProblemException;
import dev.cairn.bench.Command;
import dev.cairn.bench.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Secrets of the packaged product: read by the AWS CLI, sealed anew under {@code kill -9}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecretsTest {
  private static final String STAGE = "shop/dev";
  private static final String SECRET = "dev-shop-postgres";
  private static final int KILLS = 4;

  private final Installation installation = Installation.empty();
  private String password = "";
  private String settings = "";

  @BeforeAll
  void aDatabaseAndAnAccessKey() {
    installation.up();
    installation.cairn("stack", "create", "shop").expectSuccess();
    installation.cairn("stage", "create", STAGE).expectSuccess();
    installation.cairn("db", "add", STAGE, "postgres").expectSuccess();
    installation.cairn("env", "set", STAGE, "GREETING=hello").expectSuccess();
    settings = installation.cairn("access-key", "create", "test").expectSuccess().out();
    password = password();
    assertThat(password).hasSize(40);
  }

  @AfterAll
  void takeDown() {
    installation.close();
  }

  private String password() {
    return installation.api().revealSecret(SECRET).value().orElseThrow().password();
  }

  /** Line by line what the guide says, in a shell that took what {@code create} printed. */
  private String inShell(String line) {
    return Command.run(
            Installation.REPOSITORY,
            Map.of("SETTINGS", settings, "AWS_PAGER", "", "AWS_EC2_METADATA_DISABLED", "true"),
            "",
            List.of("bash", "-c", "set -eo pipefail; eval \"$SETTINGS\"; " + line))
        .expectSuccess()
        .out();
  }

  @Test
  void theAwsCliReadsThemAsTheGuideSays() {
    assumeTrue(
        Command.run(Installation.REPOSITORY, Map.of(), "", List.of("bash", "-c", "aws --version"))
                .status()
            == 0,
        "the command aws is missing: install awscli");
    assertThat(
            inShell(
                "aws secretsmanager list-secrets --endpoint-url $AWS_ENDPOINT_URL_SECRETS_MANAGER"
                    + " --filters Key=tag-key,Values=aws:cloudformation:stack-name"
                    + " Key=tag-value,Values=shop --query 'SecretList[].Name' --output text"))
        .isEqualToIgnoringNewLines(SECRET);
    assertThat(
            inShell(
                "aws secretsmanager get-secret-value"
                    + " --endpoint-url $AWS_ENDPOINT_URL_SECRETS_MANAGER --secret-id "
                    + SECRET))
        .contains(password);
  }

  @Test
  void killedWhileTheMasterKeyChangesNothingIsLost() throws Exception {
    var random = new Random();
    for (int kill = 0; kill < KILLS; kill++) {
      var finished = new AtomicInteger();
      var api = installation.api();
      var changing = CompletableFuture.supplyAsync(() -> rekeyUntilRefused(api, finished));
      TimeUnit.MILLISECONDS.sleep(100 + random.nextInt(400));
      Installation.kill9(installation.serverPid());
      assertThat(changing.join()).isEqualTo("server-unreachable");
      System.out.printf(
          "kill %d after %d changes, %d keys in the file%n", kill + 1, finished.get(), keys());
      installation.up();
      expectEverythingOpens();
    }
    installation.cairn("secret", "rekey").expectSuccess();
    assertThat(keys()).isEqualTo(1);
    expectEverythingOpens();
  }

  /** Answers why it ended. */
  private static String rekeyUntilRefused(ApiClient api, AtomicInteger finished) {
    try {
      while (true) {
        api.rekey();
        finished.incrementAndGet();
      }
    } catch (ApiProblemException refused) {
      return refused.problem().code();
    }
  }

  private int keys() throws IOException {
    return Files.readString(installation.home().resolve("master.key"))
            .split("\\\\\"keyId\\\\\"", -1)
            .length
        - 2;
  }

  private void expectEverythingOpens() {
    assertThat(password()).isEqualTo(password);
    assertThat(installation.cairn("env", STAGE, "-o", "dotenv").expectSuccess().out())
        .contains("GREETING=hello");
  }
}
