package dev.cairn.engine.mysql;

import dev.cairn.core.Sensitive;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What MySQL keeps of a password with {@code caching_sha2_password}, made here so that the password
 * itself never travels in SQL: {@code $A$005$}, 20 bytes of salt, and the SHA-256 of crypt(3) with
 * 5000 rounds (akkadia.org/drepper/SHA-crypt.txt; MySQL's own salt is longer than the 16 there).
 */
public final class CachingSha2Verifier {
  private static final String PREFIX = "$A$005$";
  private static final int ROUNDS = 5000;
  private static final int SALT = 20;
  private static final String ALPHABET =
      "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  /** Which bytes of the digest are written together, three to four characters. */
  private static final int[][] ORDER = {
    {0, 10, 20}, {21, 1, 11}, {12, 22, 2}, {3, 13, 23}, {24, 4, 14},
    {15, 25, 5}, {6, 16, 26}, {27, 7, 17}, {18, 28, 8}, {9, 19, 29}
  };

  private CachingSha2Verifier() {}

  /**
   * The verifier of a password.
   *
   * @param random 20 random bytes, of which 6 bits each become the salt
   */
  public static String of(Sensitive<String> password, byte[] random) {
    var salt = new StringBuilder();
    for (int i = 0; i < SALT; i++) {
      salt.append(ALPHABET.charAt(random[i] & 63));
    }
    return PREFIX + salt + digest(password, salt.toString());
  }

  /** Whether a stored verifier is that of the password. */
  public static boolean matches(String verifier, Sensitive<String> password) {
    if (!verifier.startsWith(PREFIX) || verifier.length() < PREFIX.length() + SALT) {
      return false;
    }
    var salt = verifier.substring(PREFIX.length(), PREFIX.length() + SALT);
    return MessageDigest.isEqual(
        verifier.getBytes(StandardCharsets.ISO_8859_1),
        (PREFIX + salt + digest(password, salt)).getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String digest(Sensitive<String> password, String saltText) {
    var key = password.reveal().getBytes(StandardCharsets.UTF_8);
    var salt = saltText.getBytes(StandardCharsets.ISO_8859_1);
    var first = new ByteArrayOutputStream();
    first.writeBytes(key);
    first.writeBytes(salt);
    first.writeBytes(repeated(sha256(key, salt, key), key.length));
    var alternate = sha256(key, salt, key);
    for (int length = key.length; length > 0; length >>= 1) {
      first.writeBytes((length & 1) != 0 ? alternate : key);
    }
    var digest = sha256(first.toByteArray());
    var keys = new ByteArrayOutputStream();
    for (int i = 0; i < key.length; i++) {
      keys.writeBytes(key);
    }
    var p = repeated(sha256(keys.toByteArray()), key.length);
    var salts = new ByteArrayOutputStream();
    for (int i = 0; i < 16 + (digest[0] & 0xff); i++) {
      salts.writeBytes(salt);
    }
    var s = repeated(sha256(salts.toByteArray()), salt.length);
    for (int round = 0; round < ROUNDS; round++) {
      digest =
          sha256(
              (round & 1) != 0 ? p : digest,
              round % 3 != 0 ? s : new byte[0],
              round % 7 != 0 ? p : new byte[0],
              (round & 1) != 0 ? digest : p);
    }
    return encoded(digest);
  }

  private static byte[] repeated(byte[] block, int length) {
    var all = new byte[length];
    for (int i = 0; i < length; i++) {
      all[i] = block[i % block.length];
    }
    return all;
  }

  private static byte[] sha256(byte[]... parts) {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      for (var part : parts) {
        sha.update(part);
      }
      return sha.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static String encoded(byte[] digest) {
    var text = new StringBuilder();
    for (var three : ORDER) {
      append(text, digest[three[0]], digest[three[1]], digest[three[2]], 4);
    }
    append(text, (byte) 0, digest[31], digest[30], 3);
    return text.toString();
  }

  private static void append(StringBuilder text, byte high, byte middle, byte low, int characters) {
    int bits = (high & 0xff) << 16 | (middle & 0xff) << 8 | (low & 0xff);
    for (int i = 0; i < characters; i++) {
      text.append(ALPHABET.charAt(bits & 63));
      bits >>= 6;
    }
  }
}
