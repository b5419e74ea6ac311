package dev.cairn.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/** Rows under headings, in columns as wide as they need to be. */
public final class Table {
  private final List<List<String>> rows = new ArrayList<>();

  public Table(String... headings) {
    rows.add(List.of(headings));
  }

  public Table row(Object... cells) {
    var texts = new ArrayList<String>();
    for (var cell : cells) {
      var text = cell.toString();
      texts.add(text.isEmpty() ? "-" : text);
    }
    rows.add(texts);
    return this;
  }

  public boolean isEmpty() {
    return rows.size() == 1;
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    for (var row : rows) {
      var line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        var cell = row.get(column);
        line.append(cell);
        if (column < row.size() - 1) {
          line.append(" ".repeat(width(column) - cell.length() + 2));
        }
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private int width(int column) {
    int width = 0;
    for (var row : rows) {
      width = Math.max(width, row.get(column).length());
    }
    return width;
  }
}
