package dev.cairn.engine.postgres;

/**
 * How far the log in a data directory goes. Positions are bytes since the beginning of the log.
 *
 * @param system see {@link PostgresControl#system}
 * @param timeline the newest
 * @param history of that one
 * @param end no record begins there or behind: what was acknowledged lies before
 * @param reserved end of the newest file: where one that was left early ends, and nothing of the
 *     log lies behind
 */
public record PostgresPosition(
    long system, long timeline, TimelineHistory history, long end, long reserved) {}
