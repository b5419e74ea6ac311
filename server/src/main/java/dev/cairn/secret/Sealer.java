package dev.cairn.secret;

import dev.cairn.core.Problem;
import dev.cairn.core.Sensitive;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/** Seals a text under a name. Sealed under one name it does not open under another. */
public final class Sealer {
  private final MasterKey key;

  public Sealer(MasterKey key) {
    this.key = key;
  }

  public byte[] seal(String name, Sensitive<String> value) {
    try {
      return key.aead().encrypt(bytes(value.reveal()), bytes(name));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("secret " + name + " could not be sealed", e);
    }
  }

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

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
