package dev.cairn.web.console;

import dev.cairn.database.Database;
import dev.cairn.operation.Operation;
import dev.cairn.service.Release;
import dev.cairn.service.Service;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** States in words and colours. */
final class Badges {
  private Badges() {}

  static Badge of(Database.Status status) {
    return switch (status) {
      case CREATING -> Badge.busy("Creating");
      case AVAILABLE -> Badge.ok("Available");
      case READ_ONLY -> Badge.warn("Read-only");
      case MODIFYING -> Badge.busy("Modifying");
      case RECOVERING -> new Badge(Tone.WARN, "Recovering", true);
      case REMOVING -> Badge.busy("Removing");
      case FAILED -> Badge.bad("Failed");
    };
  }

  static Badge of(Optional<Service> service) {
    return service.map(Service::status).map(Badges::of).orElse(Badge.idle("No application"));
  }

  private static Badge of(Service.Status status) {
    return switch (status) {
      case IDLE -> Badge.idle("Not deployed");
      case DEPLOYING -> Badge.busy("Deploying");
      case HEALTHY -> Badge.ok("Healthy");
      case RECOVERING -> new Badge(Tone.WARN, "Recovering", true);
      case FAILED -> Badge.bad("Failed");
    };
  }

  static Badge of(Release.Status status) {
    return switch (status) {
      case BUILDING -> Badge.busy("Building");
      case STARTING -> Badge.busy("Starting");
      case LIVE -> Badge.ok("Live");
      case RETIRED -> Badge.idle("Retired");
      case FAILED -> Badge.bad("Failed");
    };
  }

  static Badge of(Operation operation) {
    return switch (operation.status()) {
      case OPEN -> Badge.busy(operation.isCancelling() ? "Cancelling" : "Running");
      case UNDOING -> new Badge(Tone.WARN, "Taking back", true);
      case SUCCEEDED -> Badge.ok("Done");
      case FAILED -> Badge.bad("Failed");
      case CANCELLED -> Badge.idle("Cancelled");
      case NEEDS_ATTENTION -> Badge.warn("Needs attention");
    };
  }

  /** The one that wants to be seen first. */
  static Badge worst(List<Badge> badges) {
    return badges.stream()
        .max(Comparator.comparingInt(badge -> weight(badge.tone())))
        .orElse(Badge.idle("Empty"));
  }

  private static int weight(Tone tone) {
    return switch (tone) {
      case IDLE -> 0;
      case OK -> 1;
      case BUSY -> 2;
      case WARN -> 3;
      case BAD -> 4;
    };
  }
}
