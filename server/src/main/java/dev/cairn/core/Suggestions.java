package dev.cairn.core;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Names near to one that is not known, by the edits that lead from one to the other. */
public final class Suggestions {
  private static final int MOST = 3;

  /** Characters; nobody mistypes a longer name, and comparing takes their square. */
  private static final int LONGEST = 100;

  private Suggestions() {}

  /**
   * At most three, the nearest first; those that somebody may have meant. Short ones never are, nor
   * is any near to a long text.
   */
  public static List<String> near(String wanted, Collection<String> known) {
    if (wanted.length() > LONGEST) {
      return List.of();
    }
    var text = wanted.toLowerCase(Locale.ROOT);
    var candidates =
        known.stream()
            .filter(name -> name.length() <= LONGEST)
            .filter(name -> isNear(text, name.toLowerCase(Locale.ROOT)))
            .toList();
    int nearest =
        candidates.stream()
            .mapToInt(name -> distance(text, name.toLowerCase(Locale.ROOT)))
            .min()
            .orElse(0);
    return candidates.stream()
        .filter(name -> distance(text, name.toLowerCase(Locale.ROOT)) <= nearest + 1)
        .sorted(
            Comparator.comparingInt((String name) -> distance(text, name.toLowerCase(Locale.ROOT)))
                .thenComparing(Comparator.naturalOrder()))
        .limit(MOST)
        .toList();
  }

  /** {@code Did you mean notes?}, else what there is, else {@code otherwise}. */
  public static String sentence(String wanted, Collection<String> known, String otherwise) {
    var near = near(wanted, known);
    if (!near.isEmpty()) {
      return "Did you mean " + String.join(" or ", near) + "?";
    }
    if (known.isEmpty() || known.size() > 12) {
      return otherwise;
    }
    return "There " + (known.size() == 1 ? "is " : "are ") + String.join(", ", known) + ".";
  }

  private static boolean isNear(String wanted, String name) {
    int allowed = Math.min(wanted.length(), name.length()) / 3;
    return distance(wanted, name) <= allowed
        || (wanted.length() >= 2 && (name.startsWith(wanted) || wanted.startsWith(name)));
  }

  /** Edits with transpositions of neighbours counted as one. */
  static int distance(String from, String to) {
    var rows = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        if (i == 0 || j == 0) {
          rows[i][j] = i + j;
          continue;
        }
        int change = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        int least =
            Math.min(rows[i - 1][j - 1] + change, Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1));
        if (i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1)) {
          least = Math.min(least, rows[i - 2][j - 2] + 1);
        }
        rows[i][j] = least;
      }
    }
    return rows[from.length()][to.length()];
  }
}
