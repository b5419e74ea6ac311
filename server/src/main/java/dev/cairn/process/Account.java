package dev.cairn.process;

import java.nio.file.Path;

/**
 * A system user without a shell.
 *
 * @param name at most 31 characters, as {@code useradd} wants it
 * @param comment whom it is for, in the words of people
 * @param home what the password file names as its home
 */
public record Account(String name, String comment, Path home) {
  public Account {
    // A colon or a line's end would begin the next field or user; a comma, the next part of this.
    comment = comment.replaceAll("[:,\\p{Cntrl}]", "_");
  }
}
