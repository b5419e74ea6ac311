package dev.cairn.web.console;

/** The colour of a state; a word always stands beside it. */
enum Tone {
  OK,
  BUSY,
  WARN,
  BAD,
  IDLE;

  String css() {
    return switch (this) {
      case OK -> "tone-ok";
      case BUSY -> "tone-busy";
      case WARN -> "tone-warn";
      case BAD -> "tone-bad";
      case IDLE -> "tone-idle";
    };
  }
}
