package dev.cairn.cli.terminal;

import dev.cairn.api.OperationView;
import dev.cairn.api.StepView;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Operations as they go on. On a terminal the lines are written over; elsewhere each change is a
 * line of its own. Safe for use by several threads.
 */
public final class Progress {
  private final PrintStream err;
  private final boolean live;
  private final Map<String, OperationView> operations = new LinkedHashMap<>();
  private final Map<String, String> printed = new HashMap<>();
  private int drawn;

  public Progress() {
    this(Terminal.err(), Terminal.isLive());
  }

  Progress(PrintStream err, boolean live) {
    this.err = err;
    this.live = live;
  }

  /** Takes note of how an operation stands now. */
  public synchronized void show(OperationView operation) {
    operations.put(operation.id(), operation);
    if (live) {
      redraw();
    } else {
      printChanges(operation);
    }
  }

  /** Lets elapsed times go on. To be called now and then. */
  public synchronized void tick() {
    if (live && !operations.isEmpty()) {
      redraw();
    }
  }

  private void redraw() {
    var lines = new ArrayList<String>();
    operations.values().forEach(operation -> lines.addAll(lines(operation)));
    var text = new StringBuilder();
    if (drawn > 0) {
      text.append("\u001b[").append(drawn).append("A\u001b[J");
    }
    // Cut at the edge, not continued on a row of its own: cursor-up counts rows.
    text.append("\u001b[?7l");
    lines.forEach(line -> text.append(line).append('\n'));
    text.append("\u001b[?7h");
    err.print(text);
    err.flush();
    drawn = lines.size();
  }

  private static List<String> lines(OperationView operation) {
    var lines = new ArrayList<String>();
    lines.add(operation.title() + "  \u001b[2m" + operation.target() + "\u001b[0m");
    for (var step : operation.steps()) {
      var line = new StringBuilder("  ").append(mark(step)).append(' ').append(step.title());
      elapsed(step, line);
      if (!step.progress().isBlank()) {
        line.append("  \u001b[2m").append(cut(step.progress())).append("\u001b[0m");
      }
      lines.add(line.toString());
    }
    return lines;
  }

  private void printChanges(OperationView operation) {
    for (var step : operation.steps()) {
      if (step.status().equals("pending")) {
        continue;
      }
      var line = new StringBuilder(operation.target()).append("  ").append(mark(step));
      line.append(' ').append(step.title());
      if (step.status().equals("done")) {
        elapsed(step, line);
      }
      if (!step.progress().isBlank()) {
        line.append(": ").append(cut(step.progress()));
      }
      if (!line.toString().equals(printed.put(operation.id() + step.position(), line.toString()))) {
        err.println(line);
      }
    }
  }

  private static void elapsed(StepView step, StringBuilder line) {
    step.startedAt()
        .ifPresent(
            start -> {
              var end = step.finishedAt().orElseGet(Instant::now);
              line.append(" (").append(Words.duration(Duration.between(start, end))).append(')');
            });
  }

  private static String mark(StepView step) {
    return switch (step.status()) {
      case "done" -> "✓";
      case "failed" -> "✗";
      case "undone" -> "↺";
      case "pending" -> "·";
      default -> "…";
    };
  }

  /** Progress may be a line of a build's output. */
  private static String cut(String text) {
    var line = text.strip().lines().findFirst().orElse("");
    return line.length() > 100 ? line.substring(0, 99) + "…" : line;
  }
}
