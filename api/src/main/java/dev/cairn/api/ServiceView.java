package dev.cairn.api;

import java.util.List;
import java.util.Optional;

/**
 * The application of a stage.
 *
 * @param address of its own port, stable on this machine
 * @param urls all that it is reached at: by the stage's name, by names of its own, at the port
 * @param status {@code idle, deploying, healthy, recovering} or {@code failed}
 * @param traffic its last minute, where it was asked for alone and anybody counted
 * @param notes what of its settings has no effect here, or is wrong with its addresses, in
 *     sentences
 */
public record ServiceView(
    String stage,
    ServiceSpecView spec,
    String address,
    List<String> urls,
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
    urls = Absent.list(urls);
    notes = Absent.list(notes);
  }
}
