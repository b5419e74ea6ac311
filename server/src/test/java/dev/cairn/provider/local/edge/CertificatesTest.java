package dev.cairn.provider.local.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.process.Command;
import dev.cairn.process.Processes;
import dev.cairn.process.SystemUsers;
import dev.cairn.provider.Router.SharedTrouble;
import dev.cairn.provider.local.edge.Certificates.Usable;
import dev.cairn.provider.local.edge.SharedSettings.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificatesTest {
  @TempDir private Path home;
  private final Processes processes = new Processes();
  private Instant now = Instant.now();

  private Pem certify(String file, String name, int days) {
    var outcome =
        processes.run(
            Command.of(
                    "openssl",
                    "req",
                    "-x509",
                    "-newkey",
                    "ed25519",
                    "-nodes",
                    "-subj",
                    "/CN=x",
                    "-days",
                    Integer.toString(days),
                    "-addext",
                    "subjectAltName=DNS:" + name,
                    "-keyout",
                    file + ".key",
                    "-out",
                    file + ".crt")
                .in(home));
    assertThat(outcome.output()).doesNotContain("rror");
    return new Pem(home.resolve(file + ".crt"), home.resolve(file + ".key"));
  }

  private Certificates certificates() {
    return new Certificates(home.resolve("edge/certificates"), () -> now);
  }

  private void minutePasses() {
    now = now.plus(Duration.ofMinutes(1));
  }

  private static void renew(Pem from, Pem to) throws IOException {
    Files.move(from.certificate(), to.certificate(), StandardCopyOption.REPLACE_EXISTING);
    Files.move(from.key(), to.key(), StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void theEdgesUserAloneReadsWhatIsInForce() throws IOException {
    new SystemUsers(processes).ensure(home);
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx--x--x"));
    Files.createDirectories(home.resolve("edge"));
    Files.setPosixFilePermissions(
        home.resolve("edge"), PosixFilePermissions.fromString("rwxr-xr-x"));
    var usable = certificates().of(List.of(certify("a", "a.example.com", 90)));
    assertThat(usable).extracting(Usable::names).containsExactly(List.of("a.example.com"));
    var file = usable.getFirst().file();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo(SystemUsers.edgeUser().isPresent() ? "rw-r-----" : "rw-------");
    var read = Command.of("cat", file.toString());
    assertThat(processes.run(read.as(SystemUsers.edgeUser())).output())
        .contains("BEGIN CERTIFICATE", "BEGIN PRIVATE KEY");
  }

  @Test
  void aRenewedOneCountsWithinAMinuteAndTheFormerFileGoes() throws IOException {
    var certificates = certificates();
    var pem = certify("a", "a.example.com", 90);
    var first = certificates.of(List.of(pem));
    renew(certify("b", "b.example.com", 90), pem);
    assertThat(certificates.of(List.of(pem))).as("not looked at again yet").isEqualTo(first);

    minutePasses();
    var second = certificates.of(List.of(pem));
    assertThat(second).extracting(Usable::names).containsExactly(List.of("b.example.com"));
    assertThat(first.getFirst().file()).as("the edge may not have read the routes").exists();
    certificates.keepOnly(Set.of(second.getFirst().file().toString()));
    assertThat(first.getFirst().file()).doesNotExist();
    assertThat(second.getFirst().file()).exists();
  }

  /** As between the two writes of who renews. */
  @Test
  void whatCannotBeReadStaysWhatItWasAndSaysSo() throws IOException {
    var certificates = certificates();
    var pem = certify("a", "a.example.com", 90);
    var first = certificates.of(List.of(pem));
    Files.move(
        certify("b", "b.example.com", 90).certificate(),
        pem.certificate(),
        StandardCopyOption.REPLACE_EXISTING);
    minutePasses();
    assertThat(certificates.of(List.of(pem))).isEqualTo(first);
    assertThat(certificates.troubles())
        .containsExactly(
            new SharedTrouble(
                List.of("a.example.com"),
                "Certificate %s with key %s cannot be used: the key is not the one that the certificate is for."
                    .formatted(pem.certificate(), pem.key())));

    Files.move(home.resolve("b.key"), pem.key(), StandardCopyOption.REPLACE_EXISTING);
    minutePasses();
    assertThat(certificates.of(List.of(pem)))
        .extracting(Usable::names)
        .containsExactly(List.of("b.example.com"));
    assertThat(certificates.troubles()).isEmpty();
  }

  @Test
  void oneThatIsNotThereTroublesNoOther() {
    var certificates = certificates();
    var missing = new Pem(home.resolve("none.crt"), home.resolve("none.key"));
    assertThat(certificates.of(List.of(missing, certify("a", "a.example.com", 90)))).hasSize(1);
    assertThat(certificates.troubles())
        .singleElement()
        .extracting(SharedTrouble::text)
        .asString()
        .endsWith("none.crt is not there.");
  }

  @Test
  void anEndIsToldTwoWeeksAhead() {
    var certificates = certificates();
    var pem = certify("a", "a.example.com", 15);
    assertThat(certificates.of(List.of(pem))).hasSize(1);
    assertThat(certificates.troubles()).isEmpty();
    now = now.plus(Duration.ofDays(2));
    assertThat(told(certificates))
        .hasValueSatisfying(it -> assertThat(it).contains(" expires on "));
    now = now.plus(Duration.ofDays(20));
    assertThat(told(certificates))
        .hasValueSatisfying(it -> assertThat(it).contains(" expired on "));
    assertThat(certificates.of(List.of(pem))).as("better than in clear").hasSize(1);
  }

  private static Optional<String> told(Certificates certificates) {
    return certificates.troubles().stream().map(SharedTrouble::text).findFirst();
  }
}
