package dev.cairn.web.console;

/**
 * A state as a word and a colour.
 *
 * @param busy something is going on: the dot pulses and the page looks again
 */
record Badge(Tone tone, String text, boolean busy) {
  static Badge ok(String text) {
    return new Badge(Tone.OK, text, false);
  }

  static Badge busy(String text) {
    return new Badge(Tone.BUSY, text, true);
  }

  static Badge warn(String text) {
    return new Badge(Tone.WARN, text, false);
  }

  static Badge bad(String text) {
    return new Badge(Tone.BAD, text, false);
  }

  static Badge idle(String text) {
    return new Badge(Tone.IDLE, text, false);
  }

  String css() {
    return tone.css() + (busy ? " is-busy" : "");
  }
}
