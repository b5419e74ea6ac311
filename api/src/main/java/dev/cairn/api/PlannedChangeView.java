package dev.cairn.api;

/**
 * One thing that applying a manifest changes.
 *
 * @param kind {@code create, change} or {@code remove}
 */
public record PlannedChangeView(String kind, String target, String description) {}
