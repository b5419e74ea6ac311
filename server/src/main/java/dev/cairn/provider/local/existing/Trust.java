package dev.cairn.provider.local.existing;

import dev.cairn.core.Problem;
import dev.cairn.core.Sensitive;
import dev.cairn.core.Sentence;
import dev.cairn.provider.ExistingDatabase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Whom a server's certificate is verified with. */
final class Trust {
  private Trust() {}

  /** Certificates of a PEM text; what is none is refused. */
  static Collection<? extends Certificate> parse(String pem) {
    try {
      var found =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
      if (!found.isEmpty()) {
        return found;
      }
    } catch (GeneralSecurityException e) {
      throw noCertificate();
    }
    throw noCertificate();
  }

  private static RuntimeException noCertificate() {
    return Refusal.because(
        "ca",
        "invalid-authority",
        "What was given as the authority is no certificate in PEM form.",
        "Give the file that begins with -----BEGIN CERTIFICATE-----.");
  }

  /** A store that holds the authority alone. */
  static KeyStore store(String pem) throws GeneralSecurityException {
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      int number = 0;
      for (var certificate : parse(pem)) {
        store.setCertificateEntry("authority-" + number++, certificate);
      }
      return store;
    } catch (IOException e) {
      throw new GeneralSecurityException("a store in memory failed", e);
    }
  }

  /** The same as a file, for drivers that read nothing else; deleted with the directory. */
  static void write(String pem, Path file, Sensitive<String> password) {
    try (OutputStream out = Files.newOutputStream(file)) {
      store(pem).store(out, password.reveal().toCharArray());
    } catch (IOException | GeneralSecurityException e) {
      throw Problem.failed(
              "file-unusable", "Could not write " + file + ": " + Sentence.because(e), "")
          .toException(e);
    }
  }

  static SSLContext context(ExistingDatabase database) throws GeneralSecurityException {
    var context = SSLContext.getInstance("TLS");
    TrustManager[] managers =
        switch (database.tls()) {
          case OFF, REQUIRE -> anybody();
          case VERIFY -> managers(database.authority());
        };
    context.init(null, managers, null);
    return context;
  }

  static TrustManager[] anybody() {
    return new TrustManager[] {new Anybody()};
  }

  private static TrustManager[] managers(Optional<String> authority)
      throws GeneralSecurityException {
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(authority.isPresent() ? store(authority.get()) : (KeyStore) null);
    return factory.getTrustManagers();
  }

  /** The machine's authority that signed the last certificate of a chain that it verified. */
  static Optional<String> authorityOf(Certificate[] chain) throws GeneralSecurityException {
    var last = (X509Certificate) chain[chain.length - 1];
    for (var manager : managers(Optional.empty())) {
      if (manager instanceof X509TrustManager known) {
        for (var issuer : known.getAcceptedIssuers()) {
          boolean same = issuer.getSubjectX500Principal().equals(last.getIssuerX500Principal());
          if (same && signed(issuer, last)) {
            return Optional.of(pem(issuer));
          }
        }
      }
    }
    return Optional.empty();
  }

  private static boolean signed(X509Certificate issuer, X509Certificate certificate) {
    try {
      certificate.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static String pem(X509Certificate certificate) throws GeneralSecurityException {
    var lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
    return "-----BEGIN CERTIFICATE-----\n"
        + lines.encodeToString(certificate.getEncoded())
        + "\n-----END CERTIFICATE-----\n";
  }

  /** Encrypts without asking who answers: what {@code --tls require} says. */
  private static final class Anybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable Socket to) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable Socket to) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine to) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine to) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
