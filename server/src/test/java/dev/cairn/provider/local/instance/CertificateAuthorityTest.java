package dev.cairn.provider.local.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateAuthorityTest {
  @TempDir Path home;

  @Test
  void whatIsIssuedWhileTheAuthorityIsMadeIsSignedByIt() throws Exception {
    var directory = Files.createDirectory(home.resolve("tls"));
    try (var threads = Executors.newFixedThreadPool(8)) {
      var issued =
          threads.invokeAll(
              IntStream.range(0, 8)
                  .mapToObj(
                      i ->
                          (java.util.concurrent.Callable<CertificateAuthority.Issued>)
                              () ->
                                  new CertificateAuthority(directory, Clock.systemUTC())
                                      .issue("db" + i, List.of("localhost"), List.of()))
                  .toList());
      var authority = read(Files.readString(directory.resolve("ca.crt")));
      for (var each : issued) {
        var leaf = read(each.get().certificate());
        assertThatCode(() -> leaf.verify(authority.getPublicKey())).doesNotThrowAnyException();
      }
    }
  }

  @Test
  void noSecondAuthorityTakesThePlaceOfOneWhoseKeyIsLost() throws Exception {
    var directory = Files.createDirectory(home.resolve("tls"));
    var authority = new CertificateAuthority(directory, Clock.systemUTC());
    var before = Files.readString(authority.certificate());
    Files.delete(directory.resolve("ca.key"));
    assertThatThrownBy(() -> authority.issue("db", List.of("localhost"), List.of()))
        .hasMessageContaining("ca.key");
    assertThat(Files.readString(authority.certificate())).isEqualTo(before);
  }

  @Test
  void lostCertificateIsMadeAnewOfTheKeyThatSignedAll() throws Exception {
    var directory = Files.createDirectory(home.resolve("tls"));
    var authority = new CertificateAuthority(directory, Clock.systemUTC());
    var before = authority.issue("before", List.of("localhost"), List.of());
    var first = read(Files.readString(authority.certificate()));
    Files.delete(directory.resolve("ca.crt"));
    var after = authority.issue("after", List.of("localhost"), List.of());
    var second = read(Files.readString(directory.resolve("ca.crt")));
    // Who trusts the lost one trusts what is signed now, and the other way round.
    assertThat(second.getSubjectX500Principal()).isEqualTo(first.getSubjectX500Principal());
    for (var either : List.of(first, second)) {
      for (var leaf : List.of(before, after)) {
        assertThatCode(() -> read(leaf.certificate()).verify(either.getPublicKey()))
            .doesNotThrowAnyException();
      }
    }
  }

  private static X509Certificate read(String pem) throws CertificateException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
  }
}
