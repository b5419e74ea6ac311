package dev.cairn.web.aws;

import dev.cairn.access.AccessKeys;
import dev.cairn.core.Sensitive;
import dev.cairn.core.Sentence;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.Optional;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.internal.signer.CredentialScope;
import software.amazon.awssdk.http.auth.aws.internal.signer.V4Properties;
import software.amazon.awssdk.http.auth.aws.internal.signer.V4RequestSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * Finds out who signed a request: signs it again with the secret of the key that it names, by the
 * AWS SDK's own signer, over exactly the headers that it says were signed, and compares.
 *
 * <p>The body's hash is computed, never taken from the request. The same request sent again within
 * the five minutes is accepted, as AWS does; all that is answered here is reading.
 */
final class Signatures {
  static final Duration MOST_SKEW = Duration.ofMinutes(5);
  private static final String SERVICE = "secretsmanager";
  private static final String REGION = "[a-z0-9-]{1,40}";
  private static final DateTimeFormatter DATE_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final AccessKeys keys;
  private final Clock clock;

  Signatures(AccessKeys keys, Clock clock) {
    this.keys = keys;
    this.clock = clock;
  }

  /** Whose request it is; refuses any that nobody can be proved to have signed just now. */
  Requester verify(SignedRequest request) {
    var authorization =
        request
            .header("authorization")
            .map(Authorization::parse)
            .orElseThrow(AwsException::missingAuthentication);
    var signedAt = dateOf(request);
    requireScope(authorization, signedAt);
    requireSigned(authorization, request);
    var signer =
        Optional.of(authorization.accessKey())
            // Keys here are without session: a session's token is another installation's.
            .filter(id -> !request.headers().containsKey("x-amz-security-token"))
            .flatMap(keys::find)
            .orElseThrow(AwsException::unrecognizedClient);
    requireFresh(signedAt);
    var expected = sign(request, authorization, signedAt, signer.secret());
    if (!MessageDigest.isEqual(bytes(expected), bytes(authorization.signature()))) {
      throw AwsException.invalidSignature(
          "The request signature we calculated does not match the signature you provided. Check"
              + " your AWS Secret Access Key and signing method. Consult the service documentation"
              + " for details.");
    }
    keys.used(authorization.accessKey());
    return new Requester(signer.actor(), authorization.accessKey(), authorization.region());
  }

  private static Instant dateOf(SignedRequest request) {
    var text =
        request
            .header("x-amz-date")
            .orElseThrow(
                () ->
                    AwsException.incompleteSignature(
                        "Authorization header requires existence of a 'X-Amz-Date' header."));
    try {
      return Instant.from(DATE_TIME.parse(text));
    } catch (DateTimeParseException e) {
      var refusal =
          AwsException.incompleteSignature(
              "Date must be in ISO-8601 'basic format'. Got '" + text + "'.");
      refusal.initCause(e);
      throw refusal;
    }
  }

  private static void requireScope(Authorization authorization, Instant signedAt) {
    if (!authorization.service().equals(SERVICE)) {
      throw AwsException.invalidSignature(
          "Credential should be scoped to correct service: '" + SERVICE + "'.");
    }
    if (!authorization.region().matches(REGION)) {
      throw AwsException.invalidSignature("Credential should be scoped to a valid region.");
    }
    if (!authorization.date().equals(DATE_TIME.format(signedAt).substring(0, 8))) {
      throw AwsException.invalidSignature(
          "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from"
              + " HTTP: '%s' != '%s', from '%s'."
                  .formatted(
                      authorization.date(),
                      DATE_TIME.format(signedAt).substring(0, 8),
                      DATE_TIME.format(signedAt)));
    }
  }

  /** What is not signed could have been changed on the way: the host, and what AWS itself reads. */
  private static void requireSigned(Authorization authorization, SignedRequest request) {
    var signed = authorization.signedHeaders();
    if (!signed.contains("host")) {
      throw AwsException.invalidSignature(
          "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
    }
    for (var name : request.headers().keySet()) {
      if (name.startsWith("x-amz-") && !signed.contains(name)) {
        throw AwsException.invalidSignature(
            "'" + name + "' must be a 'SignedHeader' in the AWS Authorization.");
      }
    }
  }

  private void requireFresh(Instant signedAt) {
    var now = clock.instant();
    if (signedAt.isBefore(now.minus(MOST_SKEW))) {
      throw AwsException.invalidSignature(
          "Signature expired: %s is now earlier than %s (%s - 5 min.)"
              .formatted(
                  DATE_TIME.format(signedAt),
                  DATE_TIME.format(now.minus(MOST_SKEW)),
                  DATE_TIME.format(now)));
    }
    if (signedAt.isAfter(now.plus(MOST_SKEW))) {
      throw AwsException.invalidSignature(
          "Signature not yet current: %s is still later than %s (%s + 5 min.)"
              .formatted(
                  DATE_TIME.format(signedAt),
                  DATE_TIME.format(now.plus(MOST_SKEW)),
                  DATE_TIME.format(now)));
    }
  }

  /**
   * The SDK's public signer adds headers of its own to what it signs; this is the part of it that
   * signs what it is given.
   */
  private static String sign(
      SignedRequest request,
      Authorization authorization,
      Instant signedAt,
      Sensitive<String> secret) {
    var properties =
        V4Properties.builder()
            .credentials(AwsCredentialsIdentity.create(authorization.accessKey(), secret.reveal()))
            .credentialScope(new CredentialScope(authorization.region(), SERVICE, signedAt))
            .signingClock(Clock.fixed(signedAt, ZoneOffset.UTC))
            .doubleUrlEncode(true)
            .normalizePath(true)
            .build();
    var again =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.fromValue(request.method()))
            .uri(uri(request.target()));
    for (var name : authorization.signedHeaders()) {
      Optional.ofNullable(request.headers().get(name))
          .ifPresent(values -> again.putHeader(name, values));
    }
    return V4RequestSigner.create(properties, sha256(request.body())).sign(again).getSignature();
  }

  /** What no signer could have signed, such as a bare {@code |}, has no signature that fits. */
  private static URI uri(String target) {
    try {
      return new URI("http://localhost" + target);
    } catch (URISyntaxException e) {
      throw AwsException.invalidSignature(
          "The address is no URI: " + Sentence.ended(e.getReason()));
    }
  }

  private static String sha256(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
