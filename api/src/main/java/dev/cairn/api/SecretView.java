package dev.cairn.api;

import java.util.Map;
import java.util.Optional;

/**
 * The stored credentials of one database.
 *
 * @param database as {@code STACK/STAGE/ENGINE}
 * @param value only where it was revealed
 */
public record SecretView(
    String name,
    String description,
    String database,
    Map<String, String> tags,
    Optional<SecretValueView> value) {
  public SecretView {
    tags = Absent.map(tags);
    value = Absent.optional(value);
  }
}
