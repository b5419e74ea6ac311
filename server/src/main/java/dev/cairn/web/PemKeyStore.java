package dev.cairn.web;

import dev.cairn.config.Config.Tls;
import dev.cairn.core.CertifiedKey;
import dev.cairn.core.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;

/** A certificate chain and its key, read from PEM files into what Jetty takes. */
final class PemKeyStore {
  private PemKeyStore() {}

  static KeyStore load(Tls tls) {
    try {
      var read =
          CertifiedKey.read(Files.readString(tls.certificate()), Files.readString(tls.key()));
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("cairn", read.key(), new char[0], read.chain().toArray(Certificate[]::new));
      return store;
    } catch (IOException | GeneralSecurityException e) {
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
}
