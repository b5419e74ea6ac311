package dev.cairn.provider.local.postgres;

import dev.cairn.core.Bytes;
import dev.cairn.engine.postgres.PostgresPosition;
import dev.cairn.provider.Standing;
import dev.cairn.provider.Standing.Relation;
import java.util.Optional;

/**
 * Where data stand against other data of the same origin, by their logs. Pure.
 *
 * @param one what its log is
 * @param at how far it is in it
 */
record PostgresComparison(PostgresPosition one, long at) {

  /** As a replica's against those of its primary. */
  Standing against(PostgresPosition primary) {
    if (one.system() != primary.system()) {
      return Standing.of(Relation.OTHER, "Its data are not those of its primary.");
    }
    if (one.timeline() == primary.timeline() && one.history().equals(primary.history())) {
      return compare(primary);
    }
    if (isWithin(primary)) {
      return behind(primary);
    }
    if (new PostgresComparison(primary, primary.end()).isWithin(one)) {
      return Standing.of(Relation.AHEAD, "It went on after its primary had ended.");
    }
    return Standing.of(Relation.OTHER, "It has what its primary never had.");
  }

  private Standing compare(PostgresPosition primary) {
    if (at > primary.reserved()) {
      return Standing.of(Relation.AHEAD, "Its primary has lost what it had sent.");
    }
    return at >= primary.end() ? Standing.EQUAL : behind(primary);
  }

  private Standing behind(PostgresPosition primary) {
    var missing = new Bytes(Math.max(0, primary.end() - at));
    return Standing.behind(missing, "It lacks up to " + missing + " of what its primary has.");
  }

  /** Whether the other was all that this is, before it was promoted. */
  boolean isWithin(PostgresPosition other) {
    return one.system() == other.system()
        && other.timeline() > one.timeline()
        && other.history().left().headMap(one.timeline()).equals(one.history().left())
        && left(other).filter(left -> at <= left).isPresent();
  }

  /** Where the other left the timeline that this is in. */
  private Optional<Long> left(PostgresPosition other) {
    return other.history().left(one.timeline());
  }
}
