package dev.cairn.api;

/**
 * That the engine's own client of the machine that Cairn runs on is too old for a database.
 *
 * @param note what is there and what is needed
 * @param install what to install
 */
public record ClientAdviceView(String note, String install) {
  public String text() {
    return note + ": " + install;
  }
}
