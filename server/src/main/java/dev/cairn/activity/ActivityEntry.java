package dev.cairn.activity;

import java.time.Instant;
import java.util.Map;

/**
 * One line of the record.
 *
 * @param action kebab-case verb and noun, for example {@code add-database}
 * @param target {@code STACK[/STAGE[/ENGINE]]}, or another name such as a user's
 * @param details what there is to say; a change of {@code x} as {@code x.before} and {@code
 *     x.after}. Never a secret
 */
public record ActivityEntry(
    long id, Instant at, String actor, String action, String target, Map<String, String> details) {
  public ActivityEntry {
    details = Map.copyOf(details);
  }
}
