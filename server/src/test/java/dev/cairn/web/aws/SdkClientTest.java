package dev.cairn.web.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.access.AccessKeys;
import dev.cairn.activity.ActivityEntry;
import dev.cairn.core.Actor;
import dev.cairn.core.Role;
import dev.cairn.db.TestDatabase;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.Filter;
import software.amazon.awssdk.services.secretsmanager.model.FilterNameStringType;
import software.amazon.awssdk.services.secretsmanager.model.InvalidNextTokenException;
import software.amazon.awssdk.services.secretsmanager.model.InvalidParameterException;
import software.amazon.awssdk.services.secretsmanager.model.InvalidRequestException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.model.SecretListEntry;
import software.amazon.awssdk.services.secretsmanager.model.SortOrderType;
import software.amazon.awssdk.services.secretsmanager.model.Tag;

/** The AWS SDK for Java against Cairn, as its users would use it. */
class SdkClientTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private TestSecretsManager cairn;
  private SecretsManagerClient client;

  @BeforeEach
  void start() {
    cairn = new TestSecretsManager(DATABASE.state(), Clock.systemUTC());
    client = client(cairn.key(Role.OPERATOR));
  }

  @AfterEach
  void stop() {
    client.close();
    cairn.close();
  }

  private SecretsManagerClient client(AccessKeys.Issued key) {
    return SecretsManagerClient.builder()
        .endpointOverride(URI.create(cairn.endpoint()))
        .region(Region.EU_CENTRAL_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(key.key().id(), key.secret().reveal())))
        .httpClient(UrlConnectionHttpClient.create())
        .build();
  }

  private static Filter filter(FilterNameStringType key, String... values) {
    return Filter.builder().key(key).values(values).build();
  }

  @Test
  void secretsAreListedPageByPageInTheOrderTheyWereMade() {
    var pages = client.listSecretsPaginator(request -> request.maxResults(3));
    assertThat(pages.stream().map(page -> page.secretList().size())).containsExactly(3, 1);
    assertThat(
            pages.stream().flatMap(page -> page.secretList().stream()).map(SecretListEntry::name))
        .containsExactlyElementsOf(TestSecretsManager.SECRETS);
    assertThat(client.listSecrets(request -> request.sortOrder(SortOrderType.DESC)).secretList())
        .extracting(SecretListEntry::name)
        .containsExactlyElementsOf(TestSecretsManager.SECRETS.reversed());

    var entry = client.listSecrets().secretList().getFirst();
    assertThat(entry.arn())
        .matches(
            "arn:aws:secretsmanager:eu-central-1:000000000000:secret:"
                + "dev-shop-postgres-[A-Za-z0-9]{6}");
    assertThat(entry.description()).contains("shop");
    assertThat(entry.tags())
        .contains(
            Tag.builder().key("aws:cloudformation:stack-name").value("shop-dev-postgres").build());
    assertThat(entry.createdDate()).isBetween(Instant.now().minusSeconds(60), Instant.now());
    assertThat(entry.secretVersionsToStages().values()).containsExactly(List.of("AWSCURRENT"));
  }

  @Test
  void aTokenOfAnotherListingIsRefused() {
    var token = client.listSecrets(request -> request.maxResults(1)).nextToken();
    assertThatThrownBy(
            () ->
                client.listSecrets(
                    request -> request.nextToken(token).sortOrder(SortOrderType.DESC)))
        .isInstanceOf(InvalidNextTokenException.class);
    assertThatThrownBy(() -> client.listSecrets(request -> request.nextToken("§")))
        .isInstanceOf(InvalidNextTokenException.class);
  }

  @Test
  void aValueIsReadByNameByArnAndByPartialArnAndEachTimeRecorded() {
    var described = client.describeSecret(request -> request.secretId("dev-shop-postgres"));
    var partial = described.arn().substring(0, described.arn().length() - 7);
    for (var id : new String[] {"dev-shop-postgres", described.arn(), partial}) {
      var value = client.getSecretValue(request -> request.secretId(id));
      assertThat(value.name()).isEqualTo("dev-shop-postgres");
      assertThat(value.arn()).isEqualTo(described.arn());
      assertThat(value.versionStages()).containsExactly("AWSCURRENT");
      assertThat(described.versionIdsToStages()).containsOnlyKeys(value.versionId());
      assertThat(value.secretString())
          .startsWith("{\"username\":\"shop\",\"password\":\"")
          .contains("\"engine\":\"postgres\"", "\"port\":20001");
    }
    assertThat(cairn.site.activity.list(Optional.of("shop/dev/postgres"), 10))
        .hasSize(3)
        .allSatisfy(
            entry -> {
              assertThat(entry.actor()).isEqualTo("the-operator");
              assertThat(entry.action()).isEqualTo("reveal-secret");
              assertThat(entry.details())
                  .containsEntry("secret", "dev-shop-postgres")
                  .containsEntry("version", "AWSCURRENT")
                  .containsKey("accessKey");
            });
  }

  @Test
  void versionsAreReadByStageAndById() {
    var before = client.getSecretValue(request -> request.secretId("dev-shop-redis"));
    cairn.rotate("dev-shop-redis", TestSecretsManager.value("redis", "shop"));
    var now = client.getSecretValue(request -> request.secretId("dev-shop-redis"));
    assertThat(now.secretString()).isNotEqualTo(before.secretString());

    var previous =
        client.getSecretValue(
            request -> request.secretId("dev-shop-redis").versionStage("AWSPREVIOUS"));
    assertThat(previous.secretString()).isEqualTo(before.secretString());
    assertThat(previous.versionId()).isEqualTo(before.versionId());
    assertThat(
            client
                .getSecretValue(
                    request -> request.secretId("dev-shop-redis").versionId(before.versionId()))
                .versionStages())
        .containsExactly("AWSPREVIOUS");
    assertThatThrownBy(
            () ->
                client.getSecretValue(
                    request ->
                        request
                            .secretId("dev-shop-redis")
                            .versionId(before.versionId())
                            .versionStage("AWSCURRENT")))
        .isInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(
            () ->
                client.getSecretValue(
                    request -> request.secretId("dev-shop-redis").versionStage("AWSPENDING")))
        .isInstanceOf(ResourceNotFoundException.class)
        .hasMessageContaining("staging label: AWSPENDING");
  }

  @Test
  void whatIsNotThereIsNotFound() {
    assertThatThrownBy(() -> client.getSecretValue(request -> request.secretId("dev-shop-mysql")))
        .isInstanceOf(ResourceNotFoundException.class)
        .hasMessageContaining("Secrets Manager can't find the specified secret.")
        .satisfies(
            e -> {
              var refused = (AwsServiceException) e;
              assertThat(refused.statusCode()).isEqualTo(400);
              assertThat(refused.requestId()).isNotEmpty();
            });
    var elsewhere =
        client
            .describeSecret(request -> request.secretId("dev-shop-redis"))
            .arn()
            .replace("eu-central-1", "us-east-1");
    assertThatThrownBy(() -> client.describeSecret(request -> request.secretId(elsewhere)))
        .isInstanceOf(ResourceNotFoundException.class);
  }

  @Test
  void aBatchGivesWhatIsThereAndNamesWhatIsNot() {
    var batch =
        client.batchGetSecretValue(
            request ->
                request.secretIdList("dev-shop-redis", "dev-shop-mysql", "prod-shop-postgres"));
    assertThat(batch.secretValues())
        .extracting(value -> value.name())
        .containsExactly("dev-shop-redis", "prod-shop-postgres");
    assertThat(batch.errors()).hasSize(1);
    assertThat(batch.errors().getFirst().secretId()).isEqualTo("dev-shop-mysql");
    assertThat(batch.errors().getFirst().errorCode()).isEqualTo("ResourceNotFoundException");
    assertThat(cairn.site.activity.list(Optional.of("shop"), 10))
        .extracting(ActivityEntry::details)
        .extracting(details -> details.get("secret"))
        .containsExactlyInAnyOrder("dev-shop-redis", "prod-shop-postgres");

    var filtered =
        client.batchGetSecretValuePaginator(
            request ->
                request.filters(filter(FilterNameStringType.NAME, "dev-shop")).maxResults(1));
    assertThat(filtered.stream().flatMap(page -> page.secretValues().stream()))
        .extracting(value -> value.name())
        .containsExactly("dev-shop-postgres", "dev-shop-redis");
    assertThatThrownBy(() -> client.batchGetSecretValue(request -> {}))
        .isInstanceOf(InvalidParameterException.class);
  }

  @Test
  void aViewerSeesWhichSecretsThereAreAndNoValue() {
    try (var viewer = client(cairn.key(Role.VIEWER))) {
      assertThat(viewer.listSecrets().secretList()).hasSize(4);
      viewer.describeSecret(request -> request.secretId("dev-shop-redis"));
      assertThatThrownBy(() -> viewer.getSecretValue(request -> request.secretId("dev-shop-redis")))
          .satisfies(e -> assertThat(code(e)).isEqualTo("AccessDeniedException"))
          .hasMessageContaining("secretsmanager:GetSecretValue");
      assertThatThrownBy(
              () -> viewer.batchGetSecretValue(request -> request.secretIdList("dev-shop-redis")))
          .satisfies(e -> assertThat(code(e)).isEqualTo("AccessDeniedException"));
    }
    assertThat(cairn.site.activity.list(Optional.of("shop"), 10)).isEmpty();
  }

  @Test
  void aRoleThatChangesAndAKeyThatIsRevokedHoldAtOnce() {
    var key = cairn.key(Role.ADMIN);
    try (var admin = client(key)) {
      admin.getSecretValue(request -> request.secretId("dev-shop-redis"));
      assertThat(
              cairn.site.accessKeys.list().stream()
                  .filter(each -> each.id().equals(key.key().id()))
                  .findFirst()
                  .orElseThrow()
                  .lastUsedAt())
          .isPresent();
      cairn.site.accessKeys.revoke(Actor.CAIRN, key.key().id());
      assertThatThrownBy(() -> admin.listSecrets())
          .satisfies(e -> assertThat(code(e)).isEqualTo("UnrecognizedClientException"));
    }
  }

  @Test
  void whatChangesSecretsIsNoOperationHere() {
    assertThatThrownBy(() -> client.createSecret(request -> request.name("mine").secretString("x")))
        .satisfies(e -> assertThat(code(e)).isEqualTo("UnknownOperationException"))
        .hasMessageContaining("ListSecrets");
    assertThatThrownBy(() -> client.deleteSecret(request -> request.secretId("dev-shop-redis")))
        .satisfies(e -> assertThat(code(e)).isEqualTo("UnknownOperationException"));
  }

  @Test
  void filtersComeOverTheWire() {
    assertThat(
            client
                .listSecrets(
                    request ->
                        request.filters(
                            filter(FilterNameStringType.TAG_KEY, "aws:cloudformation:stack-name"),
                            filter(FilterNameStringType.TAG_VALUE, "shop"),
                            filter(FilterNameStringType.NAME, "!prod")))
                .secretList())
        .extracting(SecretListEntry::name)
        .containsExactly("dev-shop-postgres", "dev-shop-redis");
  }

  private static String code(Throwable e) {
    return ((AwsServiceException) e).awsErrorDetails().errorCode();
  }
}
