package dev.cairn.operation;

import java.util.Map;

/**
 * What a step may know: its operation, the input that the user gave, and what earlier steps put
 * out.
 */
public interface StepRun {
  Operation operation();

  /** How often this step was begun before, counted from 0. */
  int attempt();

  /** Outputs of all finished steps of this operation, later ones winning. */
  Map<String, String> outputs();

  /** Shows a line of progress on the live page, for example "fetched 8 of 15 MB". */
  void progress(String line);

  /** Whether somebody asked to cancel: a step that blocks long looks now and then. */
  boolean cancelRequested();
}
