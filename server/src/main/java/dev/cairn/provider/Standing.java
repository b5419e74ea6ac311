package dev.cairn.provider;

import dev.cairn.core.Bytes;
import java.util.Optional;

/**
 * Where a replica stands against its primary, whether that runs, is frozen or is dead.
 *
 * @param missing what it lacks of what its primary has: no more than so much is lost if it takes
 *     the writes now. Empty where nobody can know
 * @param reason a sentence, where they are not equal; else empty
 */
public record Standing(Relation relation, Optional<Bytes> missing, String reason) {
  public static final Standing EQUAL = new Standing(Relation.EQUAL, Optional.of(new Bytes(0)), "");

  public static Standing behind(Bytes missing, String reason) {
    return new Standing(Relation.BEHIND, Optional.of(missing), reason);
  }

  /** One that can say no more. */
  public static Standing of(Relation relation, String reason) {
    return new Standing(relation, Optional.empty(), reason);
  }

  /** What a replica is to its primary. */
  public enum Relation {
    /** It has all that its primary has. */
    EQUAL,
    /** It lacks something, and has nothing else. */
    BEHIND,
    /** It has what its primary does not have. */
    AHEAD,
    /** It is a replica of something else, or of an earlier life of its primary. */
    OTHER,
    /** One of the two does not say. */
    UNKNOWN
  }
}
