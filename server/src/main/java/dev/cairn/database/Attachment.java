package dev.cairn.database;

import dev.cairn.provider.ExistingDatabase.Tls;
import java.util.Optional;
import java.util.UUID;

/**
 * How a database that was there before Cairn is reached, and what was found there.
 *
 * @param identifier of the database
 * @param operation that brought it
 * @param host as its user said
 * @param givenAuthority PEM text of the authority that the user gave
 * @param version as its server says it; empty before it was examined
 * @param containerHost where containers of the stage reach it; empty before it was examined
 * @param authority PEM text of the authority that its certificate was verified with
 * @param warnings what may surprise the application, as sentences
 */
public record Attachment(
    String identifier,
    UUID operation,
    String host,
    int port,
    String database,
    String username,
    Tls tls,
    Optional<String> givenAuthority,
    Optional<String> version,
    Optional<String> containerHost,
    Optional<String> authority,
    String warnings) {}
