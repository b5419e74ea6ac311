package dev.cairn.provider.local.instance;

import dev.cairn.provider.Observed;

/** Where an engine's process is, and a sentence where it does not run. */
public record LocalState(Observed.State state, String reason) {
  public static LocalState running() {
    return new LocalState(Observed.State.RUNNING, "");
  }
}
