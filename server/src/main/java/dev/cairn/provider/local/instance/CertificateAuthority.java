package dev.cairn.provider.local.instance;

import dev.cairn.core.Problem;
import dev.cairn.core.Sentence;
import dev.cairn.core.StateFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Signs the certificates of this installation's engines: one key under {@code tls/}, made at first
 * need, that never leaves it. EC P-256 throughout.
 */
public final class CertificateAuthority {
  private static final String CURVE = "secp256r1";
  private static final Duration OWN_LIFE = Duration.ofDays(7300);
  private static final Duration LEAF_LIFE = Duration.ofDays(3650);

  /** Of the {@linkplain #trustStore trust store}: what Java's own tools take by default. */
  public static final String STORE_PASSWORD = "changeit";

  /**
   * Key and certificate are two files: within this process one thread makes them, then all look.
   */
  private static final Object MAKING = new Object();

  private final Path directory;
  private final Clock clock;

  /** A certificate and its key, both PEM. */
  record Issued(String certificate, dev.cairn.core.Sensitive<String> key) {}

  public CertificateAuthority(Path directory, Clock clock) {
    this.directory = directory;
    this.clock = clock;
  }

  /**
   * The PEM file that clients verify with; made where it is missing. Neither it nor its key is ever
   * replaced by another authority's, of which what was issued, and who trusts it, would know
   * nothing.
   */
  public Path certificate() {
    var file = directory.resolve("ca.crt");
    synchronized (MAKING) {
      if (!Files.exists(file)) {
        create(file);
      }
    }
    return file;
  }

  /**
   * The same certificate as Java's programs want it, JKS; made where it is missing. Holds no
   * secret, so its password is known to all; PKCS12 would be derived from it anew at each
   * connection.
   */
  public Path trustStore() {
    var certificate = certificate();
    var file = directory.resolve("ca.jks");
    synchronized (MAKING) {
      if (!Files.exists(file)) {
        try {
          var store = KeyStore.getInstance("JKS");
          store.load(null, null);
          try (var pem = Files.newInputStream(certificate)) {
            store.setCertificateEntry(
                "cairn", CertificateFactory.getInstance("X.509").generateCertificate(pem));
          }
          var bytes = new ByteArrayOutputStream();
          store.store(bytes, STORE_PASSWORD.toCharArray());
          var fresh = directory.resolve(".ca.jks.new");
          Files.write(fresh, bytes.toByteArray());
          Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString(StateFile.PUBLIC));
          Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (GeneralSecurityException | IOException e) {
          throw unusable("write the trust store", e);
        }
      }
    }
    return file;
  }

  /** A certificate for a server that is reached by these DNS names and IP addresses. */
  Issued issue(String name, List<String> dnsNames, List<String> addresses) {
    try {
      var ca = certificateOf(StateFile.find(certificate()).orElseThrow());
      var caKey = keyOf(StateFile.find(directory.resolve("ca.key")).orElseThrow(this::keyLost));
      var pair = newPair();
      var now = clock.instant();
      var builder = builder(ca.getSubject(), pair, subject(name), now, LEAF_LIFE);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(
          Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
      var names = new java.util.ArrayList<GeneralName>();
      dnsNames.forEach(dns -> names.add(new GeneralName(GeneralName.dNSName, dns)));
      addresses.forEach(ip -> names.add(new GeneralName(GeneralName.iPAddress, ip)));
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(names.toArray(GeneralName[]::new)));
      var signed = builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(caKey));
      return new Issued(
          pem("CERTIFICATE", signed.getEncoded()),
          dev.cairn.core.Sensitive.of(pem("PRIVATE KEY", pair.getPrivate().getEncoded())));
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw unusable("issue a certificate for " + name, e);
    }
  }

  private dev.cairn.core.ProblemException keyLost() {
    return Problem.failed(
            "certificate-authority-unusable",
            "The key of the certificate authority, ca.key in " + directory + ", is gone.",
            "Bring it back from a copy. Databases that have a certificate go on with it.")
        .toException();
  }

  private void create(Path file) {
    try {
      var known = StateFile.find(directory.resolve("ca.key"));
      var pair = known.isPresent() ? pairOf(known.get()) : newPair();
      var self = subject("Cairn of " + directory.toAbsolutePath().getParent());
      var builder = builder(self, pair, self, clock.instant(), OWN_LIFE);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      var signed =
          builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()));
      if (known.isEmpty()) {
        StateFile.write(
            directory.resolve("ca.key"),
            pem("PRIVATE KEY", pair.getPrivate().getEncoded()),
            StateFile.PRIVATE);
      }
      StateFile.write(file, pem("CERTIFICATE", signed.getEncoded()), StateFile.PUBLIC);
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw unusable("make the certificate authority", e);
    }
  }

  private static JcaX509v3CertificateBuilder builder(
      X500Name issuer, KeyPair pair, X500Name subject, Instant now, Duration life) {
    return new JcaX509v3CertificateBuilder(
        issuer,
        new BigInteger(127, new SecureRandom()).setBit(126),
        Date.from(now.minus(Duration.ofDays(1))),
        Date.from(now.plus(life)),
        subject,
        pair.getPublic());
  }

  private static X500Name subject(String name) {
    var most = name.length() > 64 ? name.substring(name.length() - 64) : name;
    return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, most).build();
  }

  private static KeyPair newPair() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(CURVE));
    return generator.generateKeyPair();
  }

  /** A private key has its public one in it: a point of the curve. */
  private static KeyPair pairOf(String pem) throws GeneralSecurityException {
    if (!(keyOf(pem) instanceof ECPrivateKey key)) {
      throw new InvalidKeyException("no EC key");
    }
    var point = ECNamedCurveTable.getByName(CURVE).getG().multiply(key.getS()).normalize();
    var w =
        new ECPoint(point.getAffineXCoord().toBigInteger(), point.getAffineYCoord().toBigInteger());
    var open = KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(w, key.getParams()));
    return new KeyPair(open, key);
  }

  private static X509CertificateHolder certificateOf(String pem) throws IOException {
    return new X509CertificateHolder(der(pem));
  }

  private static PrivateKey keyOf(String pem) throws GeneralSecurityException {
    return KeyFactory.getInstance("EC")
        .generatePrivate(new java.security.spec.PKCS8EncodedKeySpec(der(pem)));
  }

  private static byte[] der(String pem) {
    return Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
  }

  private static String pem(String kind, byte[] der) {
    return "-----BEGIN "
        + kind
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + kind
        + "-----\n";
  }

  private dev.cairn.core.ProblemException unusable(String verb, Exception cause) {
    return Problem.failed(
            "certificate-authority-unusable",
            "Could not " + verb + ": " + Sentence.because(cause),
            "Check ca.crt and ca.key in " + directory + ".")
        .toException(cause);
  }
}
