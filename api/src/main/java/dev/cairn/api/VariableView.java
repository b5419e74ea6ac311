package dev.cairn.api;

import java.util.Optional;

/**
 * A runtime variable as the application gets it.
 *
 * @param value absent for a secret that was not revealed
 * @param origin {@code generated, literal} or {@code secret}
 * @param database which database it was generated for, as {@code STACK/STAGE/ENGINE}
 * @param secretName and {@code secretKey}: what a reference points at
 * @param overrides whether a user's value stands in place of a generated one
 */
public record VariableView(
    String name,
    Optional<String> value,
    boolean secret,
    String origin,
    Optional<String> database,
    Optional<String> secretName,
    Optional<String> secretKey,
    boolean overrides) {
  public VariableView {
    value = Absent.optional(value);
    database = Absent.optional(database);
    secretName = Absent.optional(secretName);
    secretKey = Absent.optional(secretKey);
  }
}
