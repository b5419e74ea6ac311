package dev.cairn.provider;

import dev.cairn.core.Problem;
import java.util.List;
import java.util.Optional;

/**
 * What was found of an existing database that can be used.
 *
 * @param version as its server says it
 * @param containerHost where containers of the stage reach it
 * @param unreachable why containers do not reach it; empty where they do, or where none can run
 * @param authority PEM text of the authority that the server's certificate was verified with
 * @param warnings sentences about what may surprise its application: read-only, no right to create
 *     tables, a version that nobody maintains
 */
public record Examined(
    String version,
    String containerHost,
    Optional<Problem> unreachable,
    Optional<String> authority,
    List<String> warnings) {
  public Examined {
    warnings = List.copyOf(warnings);
  }
}
