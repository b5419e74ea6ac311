package dev.cairn.web.console;

import java.util.List;
import java.util.Optional;

/**
 * Stage settings: runtime variables.
 *
 * @param restarts what saving restarts besides the application, a sentence each
 * @param asText all of them are edited as one text
 */
record VariablesView(
    StageHead head,
    List<Row> rows,
    Form form,
    List<SecretKey> secretKeys,
    Optional<Preview> preview,
    boolean hasApplication,
    List<String> restarts,
    boolean asText) {

  /**
   * A variable.
   *
   * @param shown the value, masked where it is secret
   * @param own set by a user: can be edited and removed
   * @param previous leads to what was the primary, until that is rebuilt
   */
  record Row(
      String name,
      String shown,
      boolean secret,
      String origin,
      String originHref,
      boolean own,
      boolean overrides,
      boolean previous) {}

  /** A key of a secret that a variable can refer to. */
  record SecretKey(String value, String text) {}

  /** What saving would do. */
  record Preview(List<Change> changes, String set, String unset) {}

  /** One line of a preview. */
  record Change(String name, String kind, Tone tone, String before, String after) {}
}
