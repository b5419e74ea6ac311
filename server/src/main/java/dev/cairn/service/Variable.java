package dev.cairn.service;

import dev.cairn.core.Sensitive;

/**
 * A runtime variable as the application gets it.
 *
 * @param overrides whether the user's value stands in place of a generated one
 */
public record Variable(
    String name, Sensitive<String> value, boolean secret, Origin origin, boolean overrides) {

  /** Where a variable comes from. */
  public sealed interface Origin {
    /** Generated for a database, addressed as {@code STACK/STAGE/ENGINE}. */
    record Generated(String database) implements Origin {}

    /** Set by a user to a literal. */
    record Literal() implements Origin {}

    /** Set by a user to a key of a secret: {@code secret:NAME#KEY}. */
    record SecretReference(String secret, String key) implements Origin {}
  }
}
