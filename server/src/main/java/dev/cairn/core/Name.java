package dev.cairn.core;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The name of a stack, stage, user or bastion key: {@code [a-z][a-z0-9-]{0,29}}, not ending in
 * {@code -}.
 */
public record Name(String value) implements Comparable<Name> {
  private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9-]{0,29}");

  /** Says why a text is no name, in a sentence for the user. */
  public static final String RULE =
      "starts with a letter a-z, holds at most 30 letters, digits and '-', and does not end in '-'";

  public Name {
    if (!isValid(value)) {
      throw Problem.invalid(
              "invalid-name", "\"" + value + "\" is not a name.", "Choose one that " + RULE + ".")
          .withViolations(List.of(new Violation("name", RULE)))
          .toException();
    }
  }

  /** Whether a text may be a name. */
  public static boolean isValid(String text) {
    return FORM.matcher(text).matches() && !text.endsWith("-");
  }

  /** The name as engines like it: {@code -} becomes {@code _}. */
  public String underscored() {
    return value.replace('-', '_');
  }

  @Override
  public int compareTo(Name other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
