package dev.cairn.api;

import java.util.Optional;

/**
 * Asks for what a {@code cairn.yaml} describes.
 *
 * @param manifest the text of the file
 * @param baseDirectory absolute; relative sources are taken from here
 * @param dryRun only tells what would change
 */
public record ManifestRequest(String manifest, Optional<String> baseDirectory, boolean dryRun) {
  public ManifestRequest {
    baseDirectory = Absent.optional(baseDirectory);
  }
}
