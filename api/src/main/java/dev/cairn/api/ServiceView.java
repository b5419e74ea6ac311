package dev.cairn.api;

import java.util.List;
import java.util.Optional;

/**
 * The application of a stage.
 *
 * @param address stable on this machine
 * @param status {@code idle, deploying, healthy, recovering} or {@code failed}
 * @param traffic its last minute, where it was asked for alone and anybody counted
 * @param notes what of its settings has no effect here, in sentences
 */
public record ServiceView(
    String stage,
    ServiceSpecView spec,
    String address,
    int port,
    String status,
    String statusReason,
    Optional<ReleaseView> live,
    Optional<OperationRef> openOperation,
    Optional<TrafficMinuteView> traffic,
    List<String> notes) {
  public ServiceView {
    live = Absent.optional(live);
    openOperation = Absent.optional(openOperation);
    traffic = Absent.optional(traffic);
    notes = Absent.list(notes);
  }
}
