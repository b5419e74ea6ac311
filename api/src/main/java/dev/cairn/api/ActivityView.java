package dev.cairn.api;

import java.time.Instant;
import java.util.Map;

/** Who did what to what, when. */
public record ActivityView(
    Instant at, String actor, String action, String target, Map<String, String> details) {
  public ActivityView {
    details = Absent.map(details);
  }
}
