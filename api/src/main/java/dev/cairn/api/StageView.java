package dev.cairn.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One deployment of a stack, with what runs in it.
 *
 * @param ref {@code STACK/STAGE}
 * @param position counted from 0 in the stack's order
 */
public record StageView(
    String ref,
    String stack,
    String name,
    int position,
    String target,
    String region,
    Instant createdAt,
    Optional<ServiceView> service,
    List<DatabaseView> databases) {
  public StageView {
    service = Absent.optional(service);
    databases = Absent.list(databases);
  }
}
