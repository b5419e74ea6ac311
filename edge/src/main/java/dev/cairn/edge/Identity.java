package dev.cairn.edge;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A certificate with its key, ready for handshakes.
 *
 * @param certified what it is for
 */
record Identity(SharedAddresses.Certified certified, SslContext context) {
  static final String HTTP_2 = "h2";
  static final String HTTP_1 = "http/1.1";

  /** RFC 9113 §9.2.2 has no others for TLS 1.2. The fastest ones first. */
  private static final List<String> CIPHERS =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");
  private static final int MOST_BYTES = 256 * 1024;

  /**
   * Sessions that are kept for clients of TLS 1.2 without tickets; all others bring their own back.
   */
  private static final int SESSIONS = 100;

  static {
    // A client could have a handshake after the other on one connection that is long through.
    System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
  }

  /**
   * Reads a chain and its key, and tries whether they belong together.
   *
   * @throws IOException with a sentence that can be shown
   */
  static SslContext read(Path file) throws IOException {
    List<X509Certificate> chain = new ArrayList<>();
    Optional<byte[]> key = Optional.empty();
    try {
      var blocks = BLOCK.matcher(text(file));
      while (blocks.find()) {
        var bytes = Base64.getMimeDecoder().decode(blocks.group(2));
        switch (blocks.group(1)) {
          case "CERTIFICATE" -> chain.add(certificate(bytes));
          case "PRIVATE KEY" -> key = Optional.of(bytes);
          default -> throw new IOException("it has a " + blocks.group(1));
        }
      }
      if (chain.isEmpty() || key.isEmpty()) {
        throw new IOException("it is not a chain and a private key as PKCS#8");
      }
      return context(chain, key(chain.getFirst(), key.get()));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException("its contents are not understood: " + e.getMessage(), e);
    }
  }

  private static String text(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      var bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new IOException("it is too large");
      }
      return new String(bytes, StandardCharsets.US_ASCII);
    }
  }

  private static X509Certificate certificate(byte[] bytes) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(bytes));
  }

  private static PrivateKey key(X509Certificate leaf, byte[] bytes)
      throws GeneralSecurityException, IOException {
    var algorithm = leaf.getPublicKey().getAlgorithm();
    var key = KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
    var signature =
        Signature.getInstance(
            switch (algorithm) {
              case "RSA" -> "SHA256withRSA";
              case "EC" -> "SHA256withECDSA";
              default -> algorithm;
            });
    signature.initSign(key);
    signature.update(leaf.getEncoded());
    var signed = signature.sign();
    signature.initVerify(leaf.getPublicKey());
    signature.update(leaf.getEncoded());
    if (!signature.verify(signed)) {
      throw new IOException("its key is another certificate's");
    }
    return key;
  }

  private static SslContext context(List<X509Certificate> chain, PrivateKey key)
      throws IOException {
    return SslContextBuilder.forServer(key, chain)
        .sslProvider(SslProvider.JDK)
        .protocols("TLSv1.3", "TLSv1.2")
        .ciphers(CIPHERS)
        .sessionCacheSize(SESSIONS)
        .applicationProtocolConfig(
            new ApplicationProtocolConfig(
                Protocol.ALPN,
                SelectorFailureBehavior.FATAL_ALERT,
                SelectedListenerFailureBehavior.ACCEPT,
                HTTP_2,
                HTTP_1))
        .build();
  }

  boolean covers(String host) {
    return certified.covers(host);
  }
}
