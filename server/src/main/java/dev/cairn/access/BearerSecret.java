package dev.cairn.access;

import dev.cairn.core.Sensitive;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A random text that opens something: API token, session or sign-in link. It holds 256 random bits,
 * so its SHA-256 needs neither salt nor stretching, and looking it up by that hash gives nothing
 * away by its timing.
 */
final class BearerSecret {
  private static final int BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private BearerSecret() {}

  static Sensitive<String> create(String prefix) {
    var bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return Sensitive.of(prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  static byte[] hash(Sensitive<String> key) {
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest(key.reveal().getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** A second secret that can be told from the first and not the other way round. */
  static String derive(Sensitive<String> key, String purpose) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }
}
