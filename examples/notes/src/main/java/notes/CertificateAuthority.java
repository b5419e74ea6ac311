package notes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** The certificates that a server's own must be signed by, from a PEM file. */
record CertificateAuthority(Path file) {

  /** A key store wants one; what is in it is public. */
  static final String PASSWORD = "public";

  /** A key store in a file, for drivers that read no PEM; made anew each time. */
  Path keyStore() {
    try {
      var target = Files.createTempFile("notes-authority-", ".p12");
      target.toFile().deleteOnExit();
      try (var out = Files.newOutputStream(target)) {
        trusted().store(out, PASSWORD.toCharArray());
      }
      return target;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write a key store for " + file, e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot write a key store for " + file, e);
    }
  }

  /** Sockets that trust nobody else. */
  SSLSocketFactory sockets() {
    try {
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted());
      var context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context.getSocketFactory();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read certificates from " + file, e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot trust " + file, e);
    }
  }

  private KeyStore trusted() throws IOException, GeneralSecurityException {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (var in = Files.newInputStream(file)) {
      for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("authority-" + store.size(), certificate);
      }
    }
    return store;
  }
}
