package dev.cairn.service;

import dev.cairn.core.StageRef;
import java.util.List;
import java.util.Optional;

/** A service as recorded; {@link Service} adds what is derived from its releases. */
record ServiceRow(
    StageRef stage,
    ServiceSpec spec,
    int port,
    String host,
    Service.Status status,
    String statusReason,
    Optional<Integer> live) {
  /** With how it is, as its releases tell. */
  Service toService(List<ReleaseRow> releases) {
    var current =
        releases.stream().filter(release -> live.equals(Optional.of(release.number()))).findFirst();
    var newest = releases.stream().findFirst();
    boolean deploying =
        newest
            .map(ReleaseRow::status)
            .filter(it -> it == Release.Status.BUILDING || it == Release.Status.STARTING)
            .isPresent();
    boolean neverWorked =
        current.isEmpty()
            && newest.map(ReleaseRow::status).equals(Optional.of(Release.Status.FAILED));
    var shown = deploying ? Service.Status.DEPLOYING : neverWorked ? Service.Status.FAILED : status;
    var reason =
        deploying
            ? "Release " + newest.orElseThrow().number() + " is being deployed."
            : neverWorked ? newest.orElseThrow().reason() : statusReason;
    return new Service(stage, spec, port, host, shown, reason, current.map(ReleaseRow::toRelease));
  }
}
