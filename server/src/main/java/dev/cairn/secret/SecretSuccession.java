package dev.cairn.secret;

import dev.cairn.db.Transaction;
import java.util.UUID;

/** The values of one secret go over to what was an alias of it. */
record SecretSuccession(SealedVersions sealed) {

  void succeed(Transaction transaction, String primary, String replica, String identifier) {
    var names = transaction.attach(SecretStore.class);
    var rows = transaction.attach(SecretVersionStore.class);
    var reader =
        names
            .findReader(replica)
            .orElseThrow(() -> new IllegalStateException("secret " + replica + " is no alias"));
    var before = at(rows, primary);
    names.standAlone(replica);
    for (var row : rows.list(primary)) {
      var id = UUID.randomUUID();
      var value = sealed.unseal(row).of(identifier).at(reader.host(), reader.port());
      int moved =
          rows.moveOver(
              primary,
              row.version().id(),
              replica,
              id,
              sealed.seal(transaction, replica, id, value));
      if (moved != 1) {
        throw new IllegalStateException("a version of secret " + primary + " is gone");
      }
    }
    names.followInstead(primary, replica);
    names.follow(primary, replica, before.host(), before.port());
    names.touch(replica);
  }

  private Credentials.Reader at(SecretVersionStore rows, String primary) {
    return rows.find(primary, SecretVersion.Stage.AWSCURRENT)
        .map(sealed::unseal)
        .map(it -> new Credentials.Reader(it.host(), it.port()))
        .orElseThrow(() -> new IllegalStateException("secret " + primary + " has no value"));
  }
}
