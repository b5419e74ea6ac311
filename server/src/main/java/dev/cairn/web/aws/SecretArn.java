package dev.cairn.web.aws;

import dev.cairn.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Optional;

/**
 * Names of secrets as AWS writes them: {@code arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-}
 * and six characters, which tell a secret from a later one of the same name.
 */
final class SecretArn {
  /** No account of AWS's can have this number. */
  static final String ACCOUNT = "000000000000";

  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final int SUFFIX_LENGTH = 6;

  private SecretArn() {}

  static String of(Secret secret, String region) {
    return prefix(region) + secret.name() + "-" + suffix(secret);
  }

  /** The secret that an id means: its name, its whole ARN, or its ARN without the suffix. */
  static Optional<Secret> find(Collection<Secret> secrets, String id, String region) {
    if (!id.startsWith("arn:")) {
      return secrets.stream().filter(secret -> secret.name().equals(id)).findFirst();
    }
    return secrets.stream()
        .filter(secret -> of(secret, region).equals(id))
        .findFirst()
        .or(
            () ->
                secrets.stream()
                    .filter(secret -> (prefix(region) + secret.name()).equals(id))
                    .findFirst());
  }

  private static String prefix(String region) {
    return "arn:aws:secretsmanager:" + region + ":" + ACCOUNT + ":secret:";
  }

  private static String suffix(Secret secret) {
    var text = secret.name() + "\0" + secret.createdAt();
    try {
      var hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      var suffix = new StringBuilder();
      for (int i = 0; i < SUFFIX_LENGTH; i++) {
        suffix.append(LETTERS.charAt(Byte.toUnsignedInt(hash[i]) % LETTERS.length()));
      }
      return suffix.toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
