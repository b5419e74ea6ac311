package dev.cairn.api;

import java.util.Map;

/**
 * How the change of the master key ended: everything is sealed with the newest key.
 *
 * @param resealed how many were sealed anew, by what they are
 * @param resumed whether an interrupted change was finished, so that no key was made
 */
public record RekeyView(Map<String, Integer> resealed, boolean resumed) {
  public RekeyView {
    resealed = Absent.map(resealed);
  }
}
