package dev.cairn.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertifiedKeyTest {
  @TempDir Path directory;

  private void openssl(String... arguments) throws Exception {
    var argv = new ArrayList<>(List.of("openssl"));
    argv.addAll(List.of(arguments));
    var process =
        new ProcessBuilder(argv)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(new File("/dev/null"))
            .start();
    assertThat(process.waitFor()).as(argv.toString()).isZero();
  }

  private void certify(String key) throws Exception {
    openssl(
        "req",
        "-x509",
        "-key",
        key,
        "-subj",
        "/CN=notes",
        "-days",
        "30",
        "-addext",
        "subjectAltName=DNS:Notes.example.com,DNS:*.example.org,IP:127.0.0.1",
        "-out",
        key + ".crt");
  }

  private CertifiedKey read(String certificate, String key) throws Exception {
    return CertifiedKey.read(
        Files.readString(directory.resolve(certificate)), Files.readString(directory.resolve(key)));
  }

  /** What OpenSSL writes by itself, what it wrote before, and what certbot leaves. */
  @ParameterizedTest
  @ValueSource(strings = {"rsa", "ec", "ed"})
  void keysOfEachKindAreReadInEachForm(String kind) throws Exception {
    switch (kind) {
      case "rsa" -> openssl("genpkey", "-algorithm", "RSA", "-out", "key");
      case "ec" ->
          openssl(
              "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384", "-out", "key");
      case String other -> openssl("genpkey", "-algorithm", "ED25519", "-out", "key");
    }
    certify("key");
    var read = read("key.crt", "key");
    assertThat(read.names()).containsExactly("notes.example.com", "*.example.org");
    assertThat(read.expires())
        .isBetween(
            Instant.now().plus(Duration.ofDays(29)), Instant.now().plus(Duration.ofDays(31)));
    var pem = read.pem().reveal();
    assertThat(pem).startsWith("-----BEGIN CERTIFICATE-----\n").endsWith("PRIVATE KEY-----\n");
    assertThat(CertifiedKey.read(pem, pem).chain()).isEqualTo(read.chain());

    if (!kind.equals("ed")) {
      openssl(kind, "-in", "key", kind.equals("rsa") ? "-traditional" : "-text", "-out", "old");
      assertThat(Files.readString(directory.resolve("old")))
          .contains("BEGIN " + kind.toUpperCase(Locale.ROOT));
      var again = read("key.crt", "old").pem().reveal();
      assertThat(CertifiedKey.read(again, again).chain()).isEqualTo(read.chain());
    }
  }

  @Test
  void anEncryptedKeyIsRefusedWithWhatToDo() throws Exception {
    openssl("genrsa", "-out", "key");
    certify("key");
    openssl("rsa", "-in", "key", "-aes256", "-passout", "pass:x", "-traditional", "-out", "old");
    openssl("pkcs8", "-topk8", "-in", "key", "-passout", "pass:x", "-out", "new");
    for (var encrypted : List.of("old", "new")) {
      assertThatThrownBy(() -> read("key.crt", encrypted))
          .hasMessageContaining("is encrypted")
          .hasMessageContaining("openssl pkcs8 -topk8 -nodes");
    }
  }

  @Test
  void whatDoesNotBelongTogetherIsRefused() throws Exception {
    openssl("genrsa", "-out", "key");
    openssl("genrsa", "-out", "other");
    openssl("genpkey", "-algorithm", "ED25519", "-out", "kind");
    certify("key");
    assertThatThrownBy(() -> read("key.crt", "other")).hasMessageContaining("is not the one");
    assertThatThrownBy(() -> read("key.crt", "kind")).hasMessageContaining("of another kind");
    assertThatThrownBy(() -> read("key.crt", "key.crt"))
        .hasMessageContaining("no PEM of a private");
    assertThatThrownBy(() -> read("key", "key")).hasMessageContaining("no PEM of a certificate");
  }
}
