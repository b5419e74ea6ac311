package dev.cairn.web;

import dev.cairn.config.Config.Tls;
import dev.cairn.core.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** A certificate chain and its key, read from PEM files into what Jetty takes. */
final class PemKeyStore {
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";

  private PemKeyStore() {}

  static KeyStore load(Tls tls) {
    try (var in = Files.newInputStream(tls.certificate())) {
      var chain = CertificateFactory.getInstance("X.509").generateCertificates(in);
      var key =
          key(Files.readString(tls.key()), chain.iterator().next().getPublicKey().getAlgorithm());
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("cairn", key, new char[0], chain.toArray(Certificate[]::new));
      return store;
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw Problem.invalid(
              "invalid-certificate",
              "Certificate "
                  + tls.certificate()
                  + " and key "
                  + tls.key()
                  + " cannot be used: "
                  + e.getMessage(),
              "Both must be PEM, the key unencrypted PKCS #8: openssl pkcs8 -topk8 -nodes.")
          .toException(e);
    }
  }

  private static PrivateKey key(String pem, String algorithm) throws GeneralSecurityException {
    int begin = pem.indexOf(BEGIN);
    int end = pem.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new GeneralSecurityException("no " + BEGIN);
    }
    var bytes = Base64.getMimeDecoder().decode(pem.substring(begin + BEGIN.length(), end));
    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
  }
}
