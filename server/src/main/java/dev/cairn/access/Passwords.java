package dev.cairn.access;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import dev.cairn.core.Problem;
import dev.cairn.core.Sensitive;
import dev.cairn.core.Turns;
import dev.cairn.core.Violation;
import java.util.List;

/**
 * Argon2id with the parameters of OWASP's password storage cheat sheet: 19 MiB, two passes, one
 * lane. One at a time: each takes its 19 MiB, and strangers may ask.
 */
final class Passwords {
  private static final int LEAST = 12;
  private static final int MOST = 200;
  private static final int MEMORY_KIB = 19456;
  private static final int PASSES = 2;
  private static final int LANES = 1;
  private static final int LENGTH = 32;
  private static final Turns TURNS =
      new Turns(
          "password",
          Problem.unavailable(
              "sign-in-busy",
              "Too many passwords are being looked at.",
              "Try again in a few seconds, or use a sign-in link."));

  private Passwords() {}

  /**
   * Refuses what is too easily guessed.
   *
   * @throws dev.cairn.core.ProblemException {@code weak-password}
   */
  static void requireStrong(Sensitive<String> password) {
    int length = password.reveal().length();
    if (length < LEAST || length > MOST) {
      throw Problem.invalid(
              "weak-password",
              "The password has " + length + " characters.",
              "Use " + LEAST + " to " + MOST + " of them; a few words do.")
          .withViolations(
              List.of(
                  new Violation("password", "must have " + LEAST + " to " + MOST + " characters")))
          .toException();
    }
  }

  static String hash(Sensitive<String> password) {
    requireStrong(password);
    return TURNS.alone(
        () ->
            Password.hash(password.reveal())
                .addRandomSalt()
                .with(Argon2Function.getInstance(MEMORY_KIB, PASSES, LANES, LENGTH, Argon2.ID))
                .getResult());
  }

  static boolean matches(Sensitive<String> password, String hash) {
    return password.reveal().length() <= MOST
        && TURNS.alone(
            () ->
                Password.check(password.reveal(), hash)
                    .with(Argon2Function.getInstanceFromHash(hash)));
  }
}
