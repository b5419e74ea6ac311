package dev.cairn.api;

import java.util.Optional;

/**
 * Has the application beside a database read somewhere else.
 *
 * @param from {@code STACK/STAGE/ENGINE}: the database itself, its primary or one of its replicas;
 *     absent for what holds without a choice
 */
public record ChangeReader(Optional<String> from) {
  public ChangeReader {
    from = Absent.optional(from);
  }
}
