package dev.cairn.core;

/** Addresses a stage as {@code STACK/STAGE}. */
public record StageRef(Name stack, Name stage) implements Comparable<StageRef> {

  /** Parses {@code STACK/STAGE}; anything else is a {@link ProblemException}. */
  public static StageRef parse(String text) {
    var parts = text.split("/", -1);
    if (parts.length != 2) {
      throw Problem.invalid(
              "invalid-reference",
              "\"" + text + "\" does not address a stage.",
              "Write STACK/STAGE, for example notes/dev.")
          .toException();
    }
    return new StageRef(new Name(parts[0]), new Name(parts[1]));
  }

  /**
   * {@code STACK-STAGE}, for what wants one name. That of {@code a-b/c} is also that of {@code
   * a/b-c}: of such two only one can be created.
   */
  public String joined() {
    return stack + "-" + stage;
  }

  @Override
  public int compareTo(StageRef other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return stack + "/" + stage;
  }
}
