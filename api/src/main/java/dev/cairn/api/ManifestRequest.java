package dev.cairn.api;

import java.util.Map;
import java.util.Optional;

/**
 * Asks for what a {@code cairn.yaml} describes.
 *
 * @param manifest the text of the file
 * @param baseDirectory absolute; relative sources are taken from here
 * @param passwords of databases that are there already, by what the manifest names them: {@code
 *     env:NAME}, {@code file:PATH}
 * @param allowed what it may have of the server's machine; all that the user may, where left out
 * @param dryRun only tells what would change
 */
public record ManifestRequest(
    String manifest,
    Optional<String> baseDirectory,
    Map<String, String> passwords,
    Optional<ManifestAllowance> allowed,
    boolean dryRun) {
  public ManifestRequest {
    baseDirectory = Absent.optional(baseDirectory);
    passwords = Absent.map(passwords);
    allowed = Absent.optional(allowed);
  }

  /** Without the passwords. */
  @Override
  public String toString() {
    return "ManifestRequest[" + baseDirectory + "]";
  }
}
