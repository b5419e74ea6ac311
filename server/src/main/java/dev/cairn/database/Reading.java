package dev.cairn.database;

/**
 * A database and where the application beside it reads, as they would be.
 *
 * @param reader as {@link Followers#findReader}
 */
public record Reading(Database database, Database reader) {}
