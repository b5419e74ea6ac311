package dev.cairn.secret;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.Parameters;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.AeadKey;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.prf.PredefinedPrfParameters;
import com.google.crypto.tink.prf.PrfConfig2026;
import com.google.crypto.tink.prf.PrfSet;
import dev.cairn.core.Problem;
import dev.cairn.core.Sensitive;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * The installation's own key: seals secrets, and derives passwords that are kept nowhere (as a
 * function of an instance's id, those of the engines' administrators). Made once, in a file of mode
 * 0600; whoever loses it loses every secret.
 *
 * <p>While the key that seals is being changed the file holds the old one and the new one; {@link
 * Rekey} is the way.
 */
public final class MasterKey implements Function<String, Sensitive<String>> {
  private static final Logger LOG = LoggerFactory.getLogger(MasterKey.class);
  private static final String AEAD = "aead";
  private static final String PRF = "prf";
  private static final Configuration SEALING = AeadConfig2026.get();
  private static final Configuration DERIVING = PrfConfig2026.get();
  private static final int DERIVED_BYTES = 30;

  private final MasterKeyFile file;
  private final PrfSet prf;
  private volatile Seal seal;

  /** What seals and opens, and how to tell what the newest key sealed: Tink prefixes its id. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Seal(Aead aead, byte[] newest) {
    static Seal of(KeysetHandle keys) throws GeneralSecurityException {
      if (!(keys.getPrimary().getKey() instanceof AeadKey primary)) {
        throw new GeneralSecurityException("the key that seals is no AEAD key");
      }
      return new Seal(
          keys.getPrimitive(SEALING, Aead.class), primary.getOutputPrefix().toByteArray());
    }
  }

  private MasterKey(MasterKeyFile file, PrfSet prf, Seal seal) {
    this.file = file;
    this.prf = prf;
    this.seal = seal;
  }

  /**
   * Reads the key, or makes it.
   *
   * @param mayCreate false where something sealed or derived with the key is there already: then a
   *     missing file is refused
   * @throws dev.cairn.core.ProblemException {@code master-key-missing}, {@code master-key-exposed},
   *     {@code master-key-unreadable}
   */
  public static MasterKey open(Path path, boolean mayCreate) {
    var file = new MasterKeyFile(path);
    try {
      if (!file.exists()) {
        if (!mayCreate) {
          throw Problem.failed(
                  "master-key-missing",
                  "The master key " + path + " is missing, and there are secrets sealed with it.",
                  "Bring the file back from your backup. Without it the secrets cannot be read;"
                      + " Cairn makes no new one over them.")
              .toException();
        }
        create(file);
      }
      var keysets = file.read();
      return new MasterKey(
          file,
          keyset(keysets, PRF, DERIVING).getPrimitive(DERIVING, PrfSet.class),
          Seal.of(keyset(keysets, AEAD, SEALING)));
    } catch (IOException
        | GeneralSecurityException
        | IllegalArgumentException
        | JacksonException e) {
      throw unreadable(path, e);
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
    return seal.aead();
  }

  /** Whether it was sealed with the newest key. */
  boolean isNewest(byte[] sealed) {
    var newest = seal.newest();
    return sealed.length > newest.length
        && Arrays.equals(sealed, 0, newest.length, newest, 0, newest.length);
  }

  /**
   * Writes a new key beside the one in the file, then seals with it. Where the file holds several
   * already, a change was interrupted, and its new key is taken.
   *
   * @return whether a key was made
   */
  synchronized boolean addSealingKey() {
    try {
      var keysets = file.read();
      var present = keyset(keysets, AEAD, SEALING);
      requireSame(present);
      if (present.size() > 1) {
        seal = Seal.of(present);
        return false;
      }
      var fresh = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, SEALING);
      var both =
          KeysetHandle.newBuilder(present)
              .addEntry(KeysetHandle.importKey(fresh.getPrimary().getKey()).makePrimary())
              .setConfiguration(SEALING)
              .build();
      write(keysets, both);
      seal = Seal.of(both);
      LOG.info("The master key {} has a new key that seals, beside the old one", file.path());
      return true;
    } catch (IOException | GeneralSecurityException | JacksonException e) {
      throw unreadable(file.path(), e);
    }
  }

  /**
   * Leaves only the newest key in the file; nothing may be sealed with another any more. This
   * process can open with the others until it ends: somebody may just have read a row.
   */
  synchronized void dropOlderSealingKeys() {
    try {
      var keysets = file.read();
      var present = keyset(keysets, AEAD, SEALING);
      requireSame(present);
      if (present.size() == 1) {
        return;
      }
      var newest =
          KeysetHandle.newBuilder()
              .addEntry(KeysetHandle.importKey(present.getPrimary().getKey()).makePrimary())
              .setConfiguration(SEALING)
              .build();
      write(keysets, newest);
      LOG.info("The master key {} holds only its newest key that seals", file.path());
    } catch (IOException | GeneralSecurityException | JacksonException e) {
      throw unreadable(file.path(), e);
    }
  }

  private void requireSame(KeysetHandle present) throws GeneralSecurityException {
    var prefix = Seal.of(present).newest();
    if (!Arrays.equals(prefix, seal.newest())) {
      throw Problem.conflict(
              "master-key-changed",
              "The master key " + file.path() + " is not the one that this server began with.",
              "Bring back the file that belongs to this state, or start the server again.")
          .toException();
    }
  }

  private void write(Map<String, String> keysets, KeysetHandle sealing)
      throws IOException, GeneralSecurityException {
    var changed = new HashMap<>(keysets);
    changed.put(AEAD, serialized(sealing, SEALING));
    file.write(changed);
  }

  private static void create(MasterKeyFile file) throws IOException, GeneralSecurityException {
    file.write(
        Map.of(
            AEAD, fresh(PredefinedAeadParameters.AES256_GCM, SEALING),
            PRF, fresh(PredefinedPrfParameters.HKDF_SHA256, DERIVING)));
    LOG.info("Made the master key {}: keep a copy of it apart from the data", file.path());
  }

  private static String fresh(Parameters parameters, Configuration configuration)
      throws GeneralSecurityException {
    return serialized(KeysetHandle.generateNew(parameters, configuration), configuration);
  }

  private static String serialized(KeysetHandle keys, Configuration configuration)
      throws GeneralSecurityException {
    return TinkJsonProtoKeysetFormat.serializeKeyset(
        keys, configuration, InsecureSecretKeyAccess.get());
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

  private static RuntimeException unreadable(Path path, Exception cause) {
    return Problem.failed(
            "master-key-unreadable",
            "The master key " + path + " cannot be read: it is no key of Cairn's, or damaged.",
            "Bring the file back from your backup.")
        .toException(cause);
  }
}
