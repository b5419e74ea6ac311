package dev.cairn.web.console;

import java.util.List;
import java.util.Optional;

/**
 * Drills of promotions of a database.
 *
 * @param href of the database's page
 * @param primary whose data are copied, by name
 * @param isApplied whether the stage has an application that is tried too
 * @param refusal why no promotion of it can be drilled, whatever its state
 * @param rows newest first
 * @param chart of those that took a write; absent where there are fewer than two
 */
record DrillsView(
    String href,
    String primary,
    boolean isApplied,
    boolean mayDrill,
    Optional<String> refusal,
    List<Row> rows,
    Optional<Chart> chart,
    Form form) {

  boolean isShown() {
    return refusal.isEmpty();
  }

  /** A result; texts are empty where nothing is known. */
  record Row(
      When started,
      String href,
      Badge outcome,
      String promotion,
      String missing,
      String lag,
      String application,
      String total,
      String reason) {}

  /**
   * Seconds until the first write was accepted, over time, oldest first. In units of a picture that
   * is {@link #WIDTH} wide and {@link #HEIGHT} high.
   *
   * @param top what its full height stands for
   * @param last in words
   */
  record Chart(List<Bar> bars, String top, String last) {
    static final int WIDTH = 600;
    static final int HEIGHT = 120;

    /** One of them. */
    record Bar(int x, int y, int width, int height, boolean isGood, String text) {}
  }
}
