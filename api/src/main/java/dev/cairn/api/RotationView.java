package dev.cairn.api;

import java.util.List;
import java.util.Optional;

/**
 * What rotating a database's credential would do.
 *
 * @param next the user of the new credential; Redis keeps its user and changes the password
 * @param applications stages whose application uses the credential and is deployed again
 * @param copies variables that hold the password itself: they keep the old credential in force
 * @param oldCredential a sentence where the last rotation is not finished: the next is refused
 */
public record RotationView(
    String ref,
    String secret,
    String username,
    String next,
    List<String> applications,
    List<String> copies,
    Optional<String> oldCredential) {
  public RotationView {
    applications = Absent.list(applications);
    copies = Absent.list(copies);
    oldCredential = Absent.optional(oldCredential);
  }
}
