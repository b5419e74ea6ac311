package dev.cairn.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rows under headings, in columns as wide as they need to be; sentences about them stand below. On
 * a terminal that is too narrow the last column is wrapped, and where that is not enough each row
 * becomes a block of its own. Words are never cut: what is long can still be copied.
 */
public final class Table {
  private static final int GAP = 2;

  /** What the last column needs to be worth wrapping. */
  private static final int NARROWEST = 24;

  private final List<List<String>> rows = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  public Table(String... headings) {
    rows.add(List.of(headings));
  }

  public Table row(Object... cells) {
    var texts = new ArrayList<String>();
    for (var cell : cells) {
      var text = Display.line(cell.toString());
      texts.add(text.isEmpty() ? "-" : text);
    }
    rows.add(texts);
    return this;
  }

  /** A sentence about a row, which would tear the columns apart. */
  public Table note(String about, String sentence) {
    notes.add(about + ": " + Display.line(sentence));
    return this;
  }

  public boolean isEmpty() {
    return rows.size() == 1;
  }

  @Override
  public String toString() {
    return render(Terminal.columns());
  }

  String render(int columns) {
    var text = new StringBuilder();
    int before = IntStream.range(0, rows.getFirst().size() - 1).map(it -> width(it) + GAP).sum();
    if (before + width(rows.getFirst().size() - 1) <= columns || columns - before >= NARROWEST) {
      rows.forEach(row -> line(row, before, columns, text));
    } else {
      for (int i = 1; i < rows.size(); i++) {
        text.append(i > 1 ? "\n" : "");
        block(rows.get(i), columns, text);
      }
    }
    if (!notes.isEmpty()) {
      text.append('\n');
    }
    notes.forEach(note -> append(note, 2, columns, text));
    return text.toString();
  }

  private void line(List<String> row, int before, int columns, StringBuilder text) {
    var head = new StringBuilder();
    for (int column = 0; column < row.size() - 1; column++) {
      var cell = row.get(column);
      head.append(cell).append(" ".repeat(width(column) - Display.width(cell) + GAP));
    }
    append(head + row.getLast(), before, columns, text);
  }

  private void block(List<String> row, int columns, StringBuilder text) {
    var headings = rows.getFirst();
    int widest = headings.stream().mapToInt(Display::width).max().orElse(0);
    for (int column = 0; column < row.size(); column++) {
      var heading = headings.get(column);
      var gap = " ".repeat(widest - Display.width(heading) + GAP);
      append(heading + gap + row.get(column), widest + GAP, columns, text);
    }
  }

  /** Where a line is too long, what is over goes below, indented. */
  private static void append(String line, int indent, int columns, StringBuilder text) {
    text.append(Display.wrap(line, indent, columns).stripTrailing()).append('\n');
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> Display.width(row.get(column))).max().orElse(0);
  }
}
