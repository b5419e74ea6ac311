package dev.cairn.secret;

import dev.cairn.db.Transaction;
import java.util.Optional;
import java.util.UUID;

/** Seals and unseals versions of secrets, each under its secret's name and its own id. */
record SealedVersions(Sealer sealer) {
  /** Of versions from before there were any: sealed under their secret's name alone. */
  private static final UUID UNVERSIONED = new UUID(0, 0);

  byte[] seal(Transaction transaction, String name, UUID id, Credentials credentials) {
    // Where it is read stands in its secret's row.
    var value = credentials.readAt(Optional.empty());
    return sealer.seal(transaction, sealedAs(name, id), value.toJson());
  }

  Credentials unseal(SecretVersionStore.Row row) {
    return Credentials.parse(
            sealer.unseal(sealedAs(row.secret(), row.version().id()), row.sealed()))
        .readAt(row.reader());
  }

  /** With the newest key; empty where it is that already. */
  Optional<byte[]> reseal(SecretVersionStore.Row row) {
    return sealer.reseal(sealedAs(row.secret(), row.version().id()), row.sealed());
  }

  private static String sealedAs(String name, UUID id) {
    return id.equals(UNVERSIONED) ? name : "secret/" + name + "/" + id;
  }
}
