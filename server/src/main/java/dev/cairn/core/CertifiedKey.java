package dev.cairn.core;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** A private key and the chain that certifies it, leaf first, as they stand in PEM files. */
public final class CertifiedKey {
  private static final int OF_A_NAME = 2; // RFC 5280, GeneralName dNSName
  private static final byte SEQUENCE = 0x30;
  private static final byte OCTET_STRING = 0x04;
  private static final byte[] VERSION = {0x02, 0x01, 0x00};
  private static final Base64.Encoder BASE64 =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
  private static final Pattern CERTIFICATE =
      Pattern.compile("-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----");
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----([^-]*)-----END \\1-----");

  private final List<X509Certificate> chain;
  private final PrivateKey key;

  private CertifiedKey(List<X509Certificate> chain, PrivateKey key) {
    this.chain = chain;
    this.key = key;
  }

  /**
   * Reads both.
   *
   * @param certificates PEM, the leaf first
   * @param key PEM: PKCS #8, or what OpenSSL wrote of RSA and EC before that
   * @throws GeneralSecurityException that says what is wrong, for people, without any of the key
   */
  public static CertifiedKey read(String certificates, String key) throws GeneralSecurityException {
    var chain = chain(certificates);
    var certified = chain.getFirst().getPublicKey();
    var own = key(key, certified);
    if (!fits(own, certified)) {
      throw new InvalidKeyException("the key is not the one that the certificate is for");
    }
    return new CertifiedKey(chain, own);
  }

  /** A key may stand in the same file. */
  private static List<X509Certificate> chain(String pem) throws CertificateException {
    var factory = CertificateFactory.getInstance("X.509");
    var chain = new ArrayList<X509Certificate>();
    var found = CERTIFICATE.matcher(pem);
    while (found.find()) {
      var in = new ByteArrayInputStream(found.group().getBytes(StandardCharsets.US_ASCII));
      chain.add((X509Certificate) factory.generateCertificate(in));
    }
    if (chain.isEmpty()) {
      throw new CertificateException("there is no PEM of a certificate in its file");
    }
    return List.copyOf(chain);
  }

  private static PrivateKey key(String pem, PublicKey certified) throws GeneralSecurityException {
    if (pem.contains("ENCRYPTED")) {
      throw new InvalidKeyException(
          "the key is encrypted, and nobody is there to type its password when Cairn starts:"
              + " decrypt it with openssl pkcs8 -topk8 -nodes -in KEY -out NEW");
    }
    var found = KEY.matcher(pem);
    if (!found.find()) {
      throw new InvalidKeyException("there is no PEM of a private key in its file");
    }
    try {
      var der = Base64.getMimeDecoder().decode(found.group(2));
      var encoded = found.group(1).equals("PRIVATE KEY") ? der : inPkcs8(der, certified);
      return KeyFactory.getInstance(certified.getAlgorithm())
          .generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      throw new InvalidKeyException(
          "the key cannot be read, or is of another kind than the certificate: openssl pkcs8"
              + " -topk8 -nodes -in KEY -out NEW writes one that can");
    }
  }

  /** What PKCS #8 puts around a key is how the certificate names that kind of key (RFC 5208). */
  private static byte[] inPkcs8(byte[] key, PublicKey certified) {
    return der(SEQUENCE, VERSION, algorithm(certified.getEncoded()), der(OCTET_STRING, key));
  }

  /** The first of the two parts of a SubjectPublicKeyInfo. */
  private static byte[] algorithm(byte[] info) {
    int begin = 1 + lengthBytes(info, 1);
    int length = length(info, begin + 1);
    int end = begin + 1 + lengthBytes(info, begin + 1) + length;
    return Arrays.copyOfRange(info, begin, end);
  }

  private static int lengthBytes(byte[] der, int at) {
    return der[at] >= 0 ? 1 : 1 + (der[at] & 0x7F);
  }

  private static int length(byte[] der, int at) {
    if (der[at] >= 0) {
      return der[at];
    }
    int length = 0;
    for (int i = 1; i < lengthBytes(der, at); i++) {
      length = length << 8 | (der[at + i] & 0xFF);
    }
    return length;
  }

  private static byte[] der(byte tag, byte[]... parts) {
    var content = new ByteArrayOutputStream();
    for (var part : parts) {
      content.writeBytes(part);
    }
    var all = new ByteArrayOutputStream();
    all.write(tag);
    int length = content.size();
    if (length < 0x80) {
      all.write(length);
    } else if (length < 0x100) {
      all.write(0x81);
      all.write(length);
    } else {
      all.write(0x82);
      all.write(length >> 8);
      all.write(length);
    }
    all.writeBytes(content.toByteArray());
    return all.toByteArray();
  }

  private static boolean fits(PrivateKey key, PublicKey certified) throws GeneralSecurityException {
    var algorithm =
        switch (certified.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          case String other -> other;
        };
    var signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    var signed = signature.sign();
    signature.initVerify(certified);
    return signature.verify(signed);
  }

  public List<X509Certificate> chain() {
    return chain;
  }

  public PrivateKey key() {
    return key;
  }

  /** The last instant at which it counts. */
  public Instant expires() {
    return chain.getFirst().getNotAfter().toInstant();
  }

  /** Names of hosts that it is for, lower case; one may begin with {@code *.}. */
  public List<String> names() {
    try {
      return Optional.ofNullable(chain.getFirst().getSubjectAlternativeNames())
          .orElse(List.of())
          .stream()
          .filter(each -> each.getFirst().equals(OF_A_NAME))
          .map(each -> String.valueOf(each.get(1)).toLowerCase(Locale.ROOT))
          .toList();
    } catch (CertificateException e) {
      return List.of();
    }
  }

  /** Both as one PEM: the chain, leaf first, then the key as PKCS #8. */
  public Sensitive<String> pem() throws CertificateException {
    var text = new StringBuilder();
    for (var each : chain) {
      text.append(block("CERTIFICATE", each.getEncoded()));
    }
    return Sensitive.of(text.append(block("PRIVATE KEY", key.getEncoded())).toString());
  }

  private static String block(String kind, byte[] der) {
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
        .formatted(kind, BASE64.encodeToString(der), kind);
  }
}
