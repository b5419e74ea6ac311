package dev.cairn.api;

/**
 * Asks for a replica to become the primary.
 *
 * @param force goes on also where writes may be lost, or nobody can tell; recorded
 */
public record PromoteReplica(boolean force) {}
