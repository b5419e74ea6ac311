package dev.cairn.web.console;

/** A release in a list. */
record ReleaseRow(
    int number,
    Badge status,
    String origin,
    String runtime,
    String createdBy,
    When created,
    String reason,
    boolean mayRollBack) {}
