package dev.cairn.web.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.access.AccessKeys;
import dev.cairn.core.Actor;
import dev.cairn.core.Role;
import dev.cairn.db.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Requests that nobody signed, or not these, or not now. */
class SignatureTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  private static final String BODY = "{\"SecretId\":\"dev-shop-redis\"}";

  private TestSecretsManager cairn;
  private AccessKeys.Issued key;

  @BeforeEach
  void start() {
    cairn = new TestSecretsManager(DATABASE.state(), Clock.systemUTC());
    key = cairn.key(Role.OPERATOR);
  }

  @AfterEach
  void stop() {
    cairn.close();
  }

  /** The headers of a request for a secret's value, signed by the SDK. */
  private Map<String, String> signed(String secret, Duration late, String service) {
    var request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.POST)
            .uri(URI.create("http://localhost:" + cairn.site.port() + SecretsManager.PATH))
            .putHeader("Content-Type", "application/x-amz-json-1.1")
            .putHeader("X-Amz-Target", "secretsmanager.GetSecretValue")
            .build();
    var result =
        AwsV4HttpSigner.create()
            .sign(
                sign ->
                    sign.identity(AwsCredentialsIdentity.create(key.key().id(), secret))
                        .request(request)
                        .payload(
                            () -> new ByteArrayInputStream(BODY.getBytes(StandardCharsets.UTF_8)))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
                        .putProperty(
                            HttpSigner.SIGNING_CLOCK, Clock.offset(Clock.systemUTC(), late)));
    var headers = new HashMap<String, String>();
    result.request().forEachHeader((name, values) -> headers.put(name, values.getFirst()));
    headers.remove("Host");
    return headers;
  }

  private Map<String, String> signed() {
    return signed(key.secret().reveal(), Duration.ZERO, "secretsmanager");
  }

  private HttpResponse<String> send(Map<String, String> headers, String body) {
    var request = cairn.site.request(SecretsManager.PATH);
    headers.forEach(request::header);
    return cairn.site.send(request.POST(BodyPublishers.ofString(body)));
  }

  private void refused(Map<String, String> headers, String body, String code, String text) {
    var answer = send(headers, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.headers().firstValue("x-amzn-ErrorType")).hasValue(code);
    assertThat(answer.headers().firstValue("x-amzn-RequestId")).isPresent();
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/x-amz-json-1.1");
    assertThat(answer.body()).contains("\"__type\":\"" + code + "\"").contains(text);
  }

  private Map<String, String> with(String name, String value) {
    var headers = signed();
    headers.put(name, value);
    return headers;
  }

  @Test
  void whatTheSdkSignedIsAnsweredAndTheSameAgainWithinFiveMinutes() {
    var headers = signed();
    assertThat(send(headers, BODY).statusCode()).isEqualTo(200);
    assertThat(send(headers, BODY).body()).contains("\"SecretString\":");
    var early = signed(key.secret().reveal(), Duration.ofMinutes(-4), "secretsmanager");
    assertThat(send(early, BODY).statusCode()).isEqualTo(200);
  }

  @Test
  void anAddressThatIsNoUriIsRefused() throws IOException {
    var headers =
        signed().entrySet().stream()
            .map(header -> header.getKey() + ": " + header.getValue() + "\r\n")
            .collect(Collectors.joining());
    var answer =
        cairn.site.raw(
            "POST %s?a=| HTTP/1.1\r\nHost: localhost:%d\r\nConnection: close\r\n"
                    .formatted(SecretsManager.PATH, cairn.site.port())
                + headers
                + "Content-Length: "
                + BODY.length()
                + "\r\n\r\n"
                + BODY);
    assertThat(answer).startsWith("HTTP/1.1 400").contains("InvalidSignatureException");
  }

  @Test
  void anotherSecretIsNotTheKeys() {
    refused(
        signed("a".repeat(40), Duration.ZERO, "secretsmanager"),
        BODY,
        "InvalidSignatureException",
        "does not match the signature you provided");
  }

  @Test
  void aBodyHeaderOrAddressThatWasChangedOnTheWayIsRefused() {
    refused(
        signed(), BODY.replace("redis", "postgres"), "InvalidSignatureException", "does not match");
    refused(
        with("X-Amz-Target", "secretsmanager.ListSecrets"),
        BODY,
        "InvalidSignatureException",
        "does not match");
    var hash = new HashMap<>(signed());
    hash.put("x-amz-content-sha256", "UNSIGNED-PAYLOAD");
    refused(hash, BODY, "InvalidSignatureException", "does not match");
    var request = cairn.site.request(SecretsManager.PATH + "?more=1");
    signed().forEach(request::header);
    var answer = cairn.site.send(request.POST(BodyPublishers.ofString(BODY)));
    assertThat(answer.body()).contains("InvalidSignatureException");
  }

  @Test
  void aClockThatIsWrongByMoreThanFiveMinutesIsTold() {
    refused(
        signed(key.secret().reveal(), Duration.ofMinutes(-6), "secretsmanager"),
        BODY,
        "InvalidSignatureException",
        "Signature expired: ");
    refused(
        signed(key.secret().reveal(), Duration.ofMinutes(6), "secretsmanager"),
        BODY,
        "InvalidSignatureException",
        "Signature not yet current: ");
    assertThat(send(signed(), BODY).headers().firstValue("Date"))
        .hasValueSatisfying(date -> assertThat(date).endsWith("GMT"));
  }

  @Test
  void aKeyThatIsUnknownOrRevokedIsRefused() {
    var headers = signed();
    cairn.site.accessKeys.revoke(Actor.CAIRN, key.key().id());
    refused(headers, BODY, "UnrecognizedClientException", "security token");
  }

  @Test
  void aSessionOfAnotherInstallationIsRefused() {
    refused(
        with("X-Amz-Security-Token", "x"),
        BODY,
        "InvalidSignatureException",
        "'x-amz-security-token' must be a 'SignedHeader'");
  }

  @Test
  void whoIsNotAtAllOrNotWhollySignedIsToldWhatIsMissing() {
    var unsigned = signed();
    unsigned.remove("Authorization");
    refused(unsigned, BODY, "MissingAuthenticationTokenException", "Missing Authentication Token");
    refused(
        with("Authorization", "Bearer cairn_x"),
        BODY,
        "IncompleteSignatureException",
        "AWS4-HMAC-SHA256");
    refused(
        with("Authorization", "AWS4-HMAC-SHA256 Credential=a/b/c/secretsmanager/aws4_request"),
        BODY,
        "IncompleteSignatureException",
        "requires 'SignedHeaders' parameter. Authorization header requires 'Signature' parameter.");
    refused(
        with("Authorization", "AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=0"),
        BODY,
        "IncompleteSignatureException",
        "slash-delimited");
    var dateless = signed();
    dateless.remove("X-Amz-Date");
    refused(dateless, BODY, "IncompleteSignatureException", "X-Amz-Date");
    refused(with("X-Amz-Date", "today"), BODY, "IncompleteSignatureException", "basic format");
  }

  @Test
  void aSignatureForAnotherServiceOrOverTooLittleIsRefused() {
    refused(
        signed(key.secret().reveal(), Duration.ZERO, "dynamodb"),
        BODY,
        "InvalidSignatureException",
        "correct service: 'secretsmanager'");
    var headers = signed();
    headers.computeIfPresent(
        "Authorization", (name, value) -> value.replace(";x-amz-target", "").replace("host;", ""));
    refused(headers, BODY, "InvalidSignatureException", "'Host' or ':authority'");
    var targetless = signed();
    targetless.computeIfPresent(
        "Authorization", (name, value) -> value.replace(";x-amz-target", ""));
    refused(targetless, BODY, "InvalidSignatureException", "'x-amz-target' must be");
  }

  @Test
  void neitherCookieNorTokenCountsHereAndNoSignatureCountsElsewhere() {
    var token = cairn.site.token(Role.ADMIN);
    var cookie = cairn.site.session(Role.ADMIN).reveal();
    refused(
        Map.of("Cookie", "cairn_session=" + cookie),
        BODY,
        "MissingAuthenticationTokenException",
        "");
    refused(Map.of("Authorization", "Bearer " + token), BODY, "IncompleteSignatureException", "");
    var request = cairn.site.request("/aws/else");
    signed().forEach(request::header);
    assertThat(cairn.site.send(request.POST(BodyPublishers.ofString(BODY))).statusCode())
        .isEqualTo(401);
  }

  @Test
  void aForeignHostIsRefusedHereToo() throws Exception {
    assertThat(
            cairn.site.raw("POST /aws HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 421")
        .contains("application/problem+json")
        .contains("unknown-host");
  }

  @Test
  void aBodyWithoutEndIsCutOffHoweverItIsSent() {
    var large = "{\"SecretId\":\"" + "x".repeat(SignedRequest.MOST_BODY) + "\"}";
    for (var body :
        List.of(
            BodyPublishers.ofString(large),
            BodyPublishers.ofInputStream(
                () -> new ByteArrayInputStream(large.getBytes(StandardCharsets.UTF_8))))) {
      var request = cairn.site.request(SecretsManager.PATH);
      signed().forEach(request::header);
      var answer = cairn.site.send(request.POST(body));
      assertThat(answer.statusCode()).isEqualTo(413);
      assertThat(answer.body()).contains("RequestEntityTooLargeException");
    }
  }
}
