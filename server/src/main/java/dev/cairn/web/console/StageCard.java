package dev.cairn.web.console;

import java.util.List;
import java.util.Optional;

/**
 * A stage at a glance.
 *
 * @param release for people: {@code Release 7}
 * @param address where it is reached first, once there is an application
 * @param operation what is going on, where something is
 */
record StageCard(
    String stack,
    String name,
    String href,
    int order,
    String target,
    String region,
    Badge status,
    String reason,
    Optional<String> release,
    Optional<When> since,
    Optional<String> address,
    List<DatabaseRow> databases,
    Optional<RunningOperation> operation) {

  boolean busy() {
    return operation.filter(RunningOperation::moving).isPresent()
        || status.busy()
        || databases.stream().anyMatch(row -> row.status().busy());
  }
}
