package dev.cairn.secret;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.Parameters;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.prf.PredefinedPrfParameters;
import com.google.crypto.tink.prf.PrfConfig2026;
import com.google.crypto.tink.prf.PrfSet;
import dev.cairn.core.Problem;
import dev.cairn.core.Sensitive;
import dev.cairn.db.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * The installation's own key: seals secrets, and derives passwords that are kept nowhere (as a
 * function of an instance's id, those of the engines' administrators). Made once, in a file of mode
 * 0600; whoever loses it loses every secret.
 */
public final class MasterKey implements Function<String, Sensitive<String>> {
  private static final Logger LOG = LoggerFactory.getLogger(MasterKey.class);
  private static final Configuration SEALING = AeadConfig2026.get();
  private static final Configuration DERIVING = PrfConfig2026.get();
  private static final int DERIVED_BYTES = 30;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final Aead aead;
  private final PrfSet prf;

  private MasterKey(Aead aead, PrfSet prf) {
    this.aead = aead;
    this.prf = prf;
  }

  /**
   * Reads the key, or makes it.
   *
   * @param mayCreate false where something sealed or derived with the key is there already: then a
   *     missing file is refused
   * @throws dev.cairn.core.ProblemException {@code master-key-missing}, {@code master-key-exposed},
   *     {@code master-key-unreadable}
   */
  public static MasterKey open(Path file, boolean mayCreate) {
    try {
      if (!Files.exists(file)) {
        if (!mayCreate) {
          throw Problem.failed(
                  "master-key-missing",
                  "The master key " + file + " is missing, and there are secrets sealed with it.",
                  "Bring the file back from your backup. Without it the secrets cannot be read;"
                      + " Cairn makes no new one over them.")
              .toException();
        }
        create(file);
      }
      refuseExposed(file);
      var keysets = Json.readStrings(Files.readString(file));
      return new MasterKey(
          keyset(keysets, "aead", SEALING).getPrimitive(SEALING, Aead.class),
          keyset(keysets, "prf", DERIVING).getPrimitive(DERIVING, PrfSet.class));
    } catch (IOException
        | GeneralSecurityException
        | IllegalArgumentException
        | JacksonException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * A password for {@code purpose}: always the same, 40 characters of {@code [A-Za-z0-9_-]}, and of
   * no use for finding another or the key.
   */
  @Override
  public Sensitive<String> apply(String purpose) {
    try {
      var bytes = prf.computePrimary(purpose.getBytes(StandardCharsets.UTF_8), DERIVED_BYTES);
      return Sensitive.of(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no password derived for " + purpose, e);
    }
  }

  Aead aead() {
    return aead;
  }

  private static void create(Path file) throws IOException, GeneralSecurityException {
    var keysets =
        Map.of(
            "aead", fresh(PredefinedAeadParameters.AES256_GCM, SEALING),
            "prf", fresh(PredefinedPrfParameters.HKDF_SHA256, DERIVING));
    var half = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(half);
    Files.createFile(half, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    try (var channel = FileChannel.open(half, StandardOpenOption.WRITE)) {
      var bytes = ByteBuffer.wrap(Json.write(keysets).getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
    try (var directory =
        FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
      directory.force(true);
    }
    LOG.info("Made the master key {}: keep a copy of it apart from the data", file);
  }

  private static String fresh(Parameters parameters, Configuration configuration)
      throws GeneralSecurityException {
    return TinkJsonProtoKeysetFormat.serializeKeyset(
        KeysetHandle.generateNew(parameters, configuration),
        configuration,
        InsecureSecretKeyAccess.get());
  }

  private static KeysetHandle keyset(
      Map<String, String> keysets, String name, Configuration configuration)
      throws GeneralSecurityException {
    var json = keysets.get(name);
    if (json == null) {
      throw new GeneralSecurityException("no keyset " + name);
    }
    return TinkJsonProtoKeysetFormat.parseKeyset(
        json, configuration, InsecureSecretKeyAccess.get());
  }

  private static void refuseExposed(Path file) throws IOException {
    var others = EnumSet.copyOf(Files.getPosixFilePermissions(file));
    others.removeAll(
        EnumSet.of(
            PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_WRITE,
            PosixFilePermission.OWNER_EXECUTE));
    if (!others.isEmpty()) {
      throw Problem.failed(
              "master-key-exposed",
              "The master key " + file + " can be used by others than its owner.",
              "Type: chmod 600 "
                  + file
                  + " — and if somebody may have read it, change your"
                  + " passwords.")
          .toException();
    }
  }

  private static RuntimeException unreadable(Path file, Exception cause) {
    return Problem.failed(
            "master-key-unreadable",
            "The master key " + file + " cannot be read: it is no key of Cairn's, or damaged.",
            "Bring the file back from your backup.")
        .toException(cause);
  }
}
