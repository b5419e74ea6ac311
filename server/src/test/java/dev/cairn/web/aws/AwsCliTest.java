package dev.cairn.web.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.access.AccessKeys;
import dev.cairn.core.Actor;
import dev.cairn.core.Role;
import dev.cairn.db.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The AWS CLI that people have, typed as they type it. */
class AwsCliTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private static final Pattern VERSION = Pattern.compile("aws-cli/([0-9]+)\\.([0-9]+)\\.");

  @TempDir Path home;

  private static String endpointOption = "";

  private TestSecretsManager cairn;
  private AccessKeys.Issued key;

  private record Ended(int status, String out, String err) {}

  @BeforeAll
  static void requireTools() throws Exception {
    var tools =
        new ProcessBuilder("bash", "-c", "command -v jq >/dev/null && aws --version 2>&1").start();
    var version = new String(tools.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assumeTrue(tools.waitFor() == 0, "the commands aws and jq are missing: install awscli and jq");
    var number = VERSION.matcher(version);
    assertThat(number.find()).as(version).isTrue();
    int minor = Integer.parseInt(number.group(2));
    boolean knowsVariable = number.group(1).equals("1") ? minor >= 29 : minor >= 13;
    endpointOption = knowsVariable ? "" : " --endpoint-url $AWS_ENDPOINT_URL_SECRETS_MANAGER";
  }

  @BeforeEach
  void start() {
    cairn = new TestSecretsManager(DATABASE.state(), Clock.systemUTC());
    key = cairn.key(Role.OPERATOR);
  }

  @AfterEach
  void stop() {
    cairn.close();
  }

  private Ended run(String line) throws IOException, InterruptedException {
    return run(line, key);
  }

  /** The line in a shell, with exactly the variables that {@code cairn access-key create} tells. */
  private Ended run(String line, AccessKeys.Issued as) throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder(
            "bash",
            "-o",
            "pipefail",
            "-c",
            line.replace("aws secretsmanager", "aws secretsmanager" + endpointOption));
    var environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("AWS_") || name.endsWith("_PROXY"));
    environment.put("AWS_ACCESS_KEY_ID", as.key().id());
    environment.put("AWS_SECRET_ACCESS_KEY", as.secret().reveal());
    environment.put("AWS_DEFAULT_REGION", SecretsManager.REGION);
    environment.put("AWS_ENDPOINT_URL_SECRETS_MANAGER", cairn.endpoint());
    environment.put("AWS_CONFIG_FILE", home.resolve("config").toString());
    environment.put("AWS_SHARED_CREDENTIALS_FILE", home.resolve("credentials").toString());
    environment.put("AWS_EC2_METADATA_DISABLED", "true");
    environment.put("AWS_PAGER", "");
    var err = home.resolve("err").toFile();
    var process = builder.redirectError(err).start();
    var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), out, Files.readString(err.toPath()));
  }

  private static List<String> names(Ended ended) {
    assertThat(ended.status()).as(ended.err()).isZero();
    return Pattern.compile("\"Name\": \"([^\"]+)\"")
        .matcher(ended.out())
        .results()
        .map(match -> match.group(1))
        .toList();
  }

  @Test
  void secretsAreFoundByTagAsTheGuideWritesIt() throws Exception {
    assertThat(
            names(
                run(
                    "aws secretsmanager list-secrets --filters"
                        + " Key=tag-key,Values=aws:cloudformation:stack-name"
                        + " Key=tag-value,Values=shop"
                        + " | jq '.SecretList[] | select(.Name|test(\"^dev-\"))'")))
        .containsExactly("dev-shop-postgres", "dev-shop-redis");
  }

  @Test
  void secretsAreFoundByTagWithASpaceWhereACommaBelongs() throws Exception {
    assertThat(
            names(
                run(
                    "aws secretsmanager list-secrets --region us-east-1 --filters Key=tag-key"
                        + " Values=aws:cloudformation:stack-name Key=tag-value,Values=shop"
                        + " | jq '.[][] | select(.Name|test(\"^dev\"))'")))
        .containsExactly("dev-shop-postgres", "dev-shop-redis");
  }

  @Test
  void aValueIsReadByNameAndByArnInAnyRegion() throws Exception {
    var password =
        run(
            "aws secretsmanager get-secret-value --secret-id dev-shop-postgres"
                + " | jq -r '.SecretString|fromjson|.password'");
    assertThat(password.status()).as(password.err()).isZero();
    assertThat(password.out().strip())
        .isEqualTo(cairn.site.secrets.credentials("dev-shop-postgres").password().reveal());
    var byArn =
        run(
            "aws secretsmanager get-secret-value --region eu-west-3 --secret-id $(aws"
                + " secretsmanager describe-secret --region eu-west-3 --secret-id"
                + " dev-shop-postgres --query ARN --output text) --query VersionStages");
    assertThat(byArn.status()).as(byArn.err()).isZero();
    assertThat(byArn.out()).contains("AWSCURRENT");
  }

  @Test
  void manyAreReadAtOnceAndWhatIsMissingIsNamed() throws Exception {
    var batch =
        run(
            "aws secretsmanager batch-get-secret-value --secret-id-list dev-shop-postgres nothing"
                + " --query '[SecretValues[].Name,Errors[].ErrorCode]' --output text");
    if (batch.err().contains("Invalid choice")) {
      // The CLI of some distributions is older than the operation.
      return;
    }
    assertThat(batch.status()).as(batch.err()).isZero();
    assertThat(batch.out().split("\\s+"))
        .containsExactly("dev-shop-postgres", "ResourceNotFoundException");
  }

  @Test
  void pagesAreFollowed() throws Exception {
    assertThat(names(run("aws secretsmanager list-secrets --page-size 1"))).hasSize(4);
    assertThat(names(run("aws secretsmanager list-secrets --max-items 3"))).hasSize(3);
  }

  @Test
  void refusalsAreToldInTheWordsOfAws() throws Exception {
    var missing = run("aws secretsmanager get-secret-value --secret-id nothing");
    assertThat(missing.status()).isNotZero();
    assertThat(missing.err())
        .contains(
            "(ResourceNotFoundException) when calling the GetSecretValue operation: Secrets"
                + " Manager can't find the specified secret.");
    var change = run("aws secretsmanager create-secret --name mine --secret-string x");
    assertThat(change.err()).contains("(UnknownOperationException)");
    var viewer =
        run(
            "aws secretsmanager get-secret-value --secret-id dev-shop-postgres",
            cairn.key(Role.VIEWER));
    assertThat(viewer.err()).contains("(AccessDeniedException)");
    assertThat(viewer.out()).isEmpty();
    var other = cairn.key(Role.OPERATOR);
    var wrong =
        run("aws secretsmanager list-secrets", new AccessKeys.Issued(key.key(), other.secret()));
    assertThat(wrong.err()).contains("(InvalidSignatureException)");
    cairn.site.accessKeys.revoke(Actor.CAIRN, key.key().id());
    assertThat(run("aws secretsmanager list-secrets").err())
        .contains("(UnrecognizedClientException)");
  }
}
