package dev.cairn.web.console;

import dev.cairn.core.StageRef;
import dev.cairn.database.DatabaseRef;

/** Addresses of pages. */
final class Targets {
  private Targets() {}

  static String stack(String stack) {
    return "/stacks/" + stack;
  }

  static String stage(StageRef stage) {
    return "/stacks/" + stage.stack() + "/stages/" + stage.stage();
  }

  static String database(DatabaseRef database) {
    return stage(database.stage()) + "/databases/" + database.engine().id();
  }

  /** The page of {@code STACK[/STAGE[/ENGINE]]}. */
  static String of(String target) {
    var parts = target.split("/", -1);
    return switch (parts.length) {
      case 1 -> stack(parts[0]);
      case 2 -> stack(parts[0]) + "/stages/" + parts[1];
      default -> stack(parts[0]) + "/stages/" + parts[1] + "/databases/" + parts[2];
    };
  }

  /** Whether {@code inner} is {@code outer} or below it. */
  static boolean covers(String outer, String inner) {
    return inner.equals(outer) || inner.startsWith(outer + "/");
  }
}
