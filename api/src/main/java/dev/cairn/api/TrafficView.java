package dev.cairn.api;

import java.util.List;

/**
 * Requests of a stage, minute by minute, for 24 hours at most.
 *
 * @param stage {@code STACK/STAGE}
 * @param refusedLastHour what was refused, by its reason, most first
 * @param minutes oldest first; minutes that nobody counted are missing
 */
public record TrafficView(
    String stage, List<RefusedView> refusedLastHour, List<TrafficMinuteView> minutes) {
  public TrafficView {
    refusedLastHour = Absent.list(refusedLastHour);
    minutes = Absent.list(minutes);
  }
}
