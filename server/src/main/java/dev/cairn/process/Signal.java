package dev.cairn.process;

/** Signals that Cairn sends. */
public enum Signal {
  TERM,
  INT,
  QUIT,
  HUP,
  KILL
}
