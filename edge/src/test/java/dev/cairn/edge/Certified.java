package dev.cairn.edge;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate that signs itself, made by the JDK's keytool, and who trusts it. */
final class Certified {
  private static final String PASSWORD = "changeit";

  final Path file;
  final String chain;
  final String key;
  private final KeyStore store;

  /**
   * @param file that is written with the chain and the key
   */
  Certified(Path file, String algorithm, String... names) throws Exception {
    this.file = file;
    var keys = Files.createTempDirectory(file.getParent(), "keys").resolve("keys.p12");
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                algorithm,
                "-dname",
                "CN=" + names[0],
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                keys.toString(),
                "-ext",
                List.of(names).stream()
                    .map("dns:"::concat)
                    .collect(Collectors.joining(",", "san=", ""))));
    run(command);
    store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, PASSWORD.toCharArray());
    }
    chain = pem("CERTIFICATE", store.getCertificate("a").getEncoded());
    key = pem("PRIVATE KEY", store.getKey("a", PASSWORD.toCharArray()).getEncoded());
    Files.writeString(file, chain + key);
  }

  static void run(List<String> command) throws IOException, InterruptedException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(command.getFirst() + ": " + said);
    }
  }

  private static String pem(String what, byte[] bytes) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(what, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes), what);
  }

  /** Of a client that trusts these alone. */
  static SSLContext trusting(Certified... certificates)
      throws GeneralSecurityException, IOException {
    var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    for (var each : certificates) {
      trusted.setCertificateEntry(each.file.toString(), each.store.getCertificate("a"));
    }
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    var context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }
}
