package dev.cairn.service;

import dev.cairn.core.StageRef;
import java.util.Optional;

/**
 * The application of a stage as recorded.
 *
 * @param port of its stable address on this machine: {@code http://127.0.0.1:port}
 * @param host its name on this machine, for good
 * @param live the release that the edge sends requests to
 * @param statusReason a sentence where the status is not HEALTHY, else empty
 */
public record Service(
    StageRef stage,
    ServiceSpec spec,
    int port,
    String host,
    Status status,
    String statusReason,
    Optional<Release> live) {

  /** Where it is. */
  public enum Status {
    /** Never deployed. */
    IDLE,
    DEPLOYING,
    HEALTHY,
    /**
     * Down or failing its health check, being restarted; or well, but its address does not serve,
     * or another program answers there.
     */
    RECOVERING,
    FAILED
  }

  public String address() {
    return address(port);
  }

  static String address(int port) {
    return "http://127.0.0.1:" + port;
  }
}
