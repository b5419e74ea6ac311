package dev.cairn.operation;

/**
 * One line of a plan.
 *
 * @param name stable across releases: an open operation of an old release finds its action by it
 * @param title what the user reads while it runs, for example "Start PostgreSQL"
 */
public record PlannedStep(String name, String title) {}
