package dev.cairn.core;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;

/**
 * What is wrong with a request, as a list that no request can make long: it keeps the first hundred
 * and says that there are more. What a client is answered, and what is held for it, is then no more
 * than it can read.
 */
public final class FirstViolations extends AbstractList<Violation> {
  /** Nobody corrects more at once. */
  public static final int MOST = 100;

  private static final Violation MORE =
      new Violation("", "There is more that is wrong: correct these first.");

  private final List<Violation> first = new ArrayList<>();

  /** Of any list. */
  static List<Violation> of(List<Violation> all) {
    if (all.size() <= MOST) {
      return List.copyOf(all);
    }
    var bounded = new FirstViolations();
    bounded.addAll(all.subList(0, MOST));
    return List.copyOf(bounded);
  }

  /** Whether more would not be told: what it takes to find and to word it can be saved. */
  public static boolean isFull(List<?> violations) {
    return violations.size() >= MOST;
  }

  @Override
  public boolean add(Violation violation) {
    if (first.size() == MOST - 1) {
      first.add(MORE);
    }
    return first.size() < MOST && first.add(violation);
  }

  @Override
  public Violation get(int index) {
    return first.get(index);
  }

  @Override
  public int size() {
    return first.size();
  }
}
