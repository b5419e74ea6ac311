package dev.cairn.engine.postgres;

import dev.cairn.core.Sensitive;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What PostgreSQL keeps of a password, made here so that the password itself never travels in SQL.
 * Format: postgresql.org/docs/current/catalog-pg-authid.html; computation: RFC 5802, RFC 7677.
 */
public final class ScramVerifier {
  private static final int ITERATIONS = 4096;

  private static final Pattern SALT =
      Pattern.compile("SCRAM-SHA-256\\$" + ITERATIONS + ":([A-Za-z0-9+/]{4,}={0,2})\\$.+");

  private ScramVerifier() {}

  /**
   * The verifier of a password.
   *
   * @param password ASCII, so that SASLprep leaves it as it is
   * @param salt 16 random bytes
   */
  public static String of(Sensitive<String> password, byte[] salt) {
    try {
      var spec = new PBEKeySpec(password.reveal().toCharArray(), salt, ITERATIONS, 256);
      var salted =
          SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
      var stored = MessageDigest.getInstance("SHA-256").digest(hmac(salted, "Client Key"));
      var base64 = Base64.getEncoder();
      return "SCRAM-SHA-256$"
          + ITERATIONS
          + ":"
          + base64.encodeToString(salt)
          + "$"
          + base64.encodeToString(stored)
          + ":"
          + base64.encodeToString(hmac(salted, "Server Key"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has PBKDF2WithHmacSHA256 and SHA-256", e);
    }
  }

  /** Whether a verifier is of this password. */
  public static boolean matches(String verifier, Sensitive<String> password) {
    var salted = SALT.matcher(verifier);
    return salted.matches()
        && MessageDigest.isEqual(
            bytes(verifier), bytes(of(password, Base64.getDecoder().decode(salted.group(1)))));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
  }
}
