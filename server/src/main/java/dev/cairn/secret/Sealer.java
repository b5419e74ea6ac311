package dev.cairn.secret;

import dev.cairn.core.Problem;
import dev.cairn.core.Sensitive;
import dev.cairn.db.Transaction;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;

/** Seals a text under a name. Sealed under one name it does not open under another. */
public final class Sealer {
  private final MasterKey key;

  public Sealer(MasterKey key) {
    this.key = key;
  }

  /**
   * Seals with the newest key, for a row that the same transaction writes: until it ends, that key
   * is not taken out of use.
   */
  public byte[] seal(Transaction transaction, String name, Sensitive<String> value) {
    transaction.attach(SealingLock.class).sealing();
    return encrypt(name, value);
  }

  /** Opens what was sealed under that name with any key that is in use. */
  public Sensitive<String> unseal(String name, byte[] sealed) {
    try {
      return Sensitive.of(
          new String(key.aead().decrypt(sealed, bytes(name)), StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw Problem.failed(
              "master-key-mismatch",
              "The secret " + name + " was not sealed with this installation's master key.",
              "Bring back the master.key that belongs to this state.")
          .toException(e);
    }
  }

  /** The same sealed with the newest key; empty where it is already. */
  public Optional<byte[]> reseal(String name, byte[] sealed) {
    return key.isNewest(sealed)
        ? Optional.empty()
        : Optional.of(encrypt(name, unseal(name, sealed)));
  }

  /**
   * Stands for a value without keeping it: the same for the same name and value, and it can only be
   * made with the master key.
   */
  public String mark(String name, Sensitive<String> value) {
    return key.apply("mark/" + name + "/" + value.reveal()).reveal();
  }

  private byte[] encrypt(String name, Sensitive<String> value) {
    try {
      return key.aead().encrypt(bytes(value.reveal()), bytes(name));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("secret " + name + " could not be sealed", e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
