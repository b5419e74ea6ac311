package dev.cairn.replication.promotion;

import dev.cairn.database.Database;
import dev.cairn.database.Followers;
import dev.cairn.database.Reading;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A primary with those that follow it, as a promotion of one of them sees them.
 *
 * @param siblings the other replicas
 */
record Family(Database replica, Database primary, List<Database> siblings) {
  Family {
    siblings = List.copyOf(siblings);
  }

  /** Empty where it follows nobody. */
  static Optional<Family> find(Followers followers, Database replica) {
    return followers
        .findPrimary(replica)
        .map(
            primary ->
                new Family(
                    replica,
                    primary,
                    followers.list(primary).stream()
                        .filter(it -> !it.identifier().equals(replica.identifier()))
                        .toList()));
  }

  /** All but the replica. */
  List<Database> others() {
    return Stream.concat(Stream.of(primary), siblings.stream()).toList();
  }

  List<Database> all() {
    return Stream.concat(Stream.of(replica), others().stream()).toList();
  }

  /** The same databases, each in the same part. */
  boolean isSame(Family other) {
    return identifiers(this).equals(identifiers(other));
  }

  private static List<String> identifiers(Family family) {
    return family.all().stream().map(Database::identifier).toList();
  }

  /**
   * As they are once the replica takes the writes. Its own stage reads from the former primary
   * after a planned promotion, as that is a replica then; else from where it writes.
   *
   * @param losesNothing else its primary is kept to be looked at
   */
  List<Reading> promoted(boolean planned, boolean losesNothing) {
    var leader = replica.following(Optional.empty(), false);
    var former = primary.following(Optional.of(replica.ref()), !losesNothing);
    return Stream.concat(
            Stream.of(reading(leader, planned ? former : leader, leader)),
            Stream.concat(Stream.of(former), siblings.stream().map(this::turned))
                .map(it -> reading(it, it, leader)))
        .toList();
  }

  private Database turned(Database sibling) {
    return sibling.following(Optional.of(replica.ref()), sibling.isPrevious());
  }

  private static Reading reading(Database database, Database wanted, Database leader) {
    return new Reading(database, wanted.isPrevious() ? leader : wanted);
  }
}
