package dev.cairn.provider.local;

import dev.cairn.provider.Observed;

/** Where an engine's process is, and a sentence where it does not run. */
record LocalState(Observed.State state, String reason) {
  static LocalState running() {
    return new LocalState(Observed.State.RUNNING, "");
  }
}
