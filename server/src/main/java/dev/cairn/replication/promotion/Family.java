package dev.cairn.replication.promotion;

import dev.cairn.database.Database;
import dev.cairn.database.Followers;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
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
   * As they are once the replica takes the writes.
   *
   * @param losesNothing else its primary is kept to be looked at
   */
  List<Database> promoted(boolean losesNothing) {
    UnaryOperator<Database> follows =
        it -> it.following(Optional.of(replica.ref()), it.isPrevious());
    return Stream.of(
            Stream.of(replica.following(Optional.empty(), false)),
            Stream.of(primary.following(Optional.of(replica.ref()), !losesNothing)),
            siblings.stream().map(follows))
        .flatMap(it -> it)
        .toList();
  }
}
