package dev.cairn.service;

import dev.cairn.core.StageRef;
import java.util.Optional;

/** A service as recorded; {@link Service} adds what is derived from its releases. */
record ServiceRow(
    StageRef stage,
    ServiceSpec spec,
    int port,
    Service.Status status,
    String statusReason,
    Optional<Integer> live) {}
