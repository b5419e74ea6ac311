package dev.cairn.provider;

import dev.cairn.engine.EngineVersion;

/**
 * A version and where it comes from here.
 *
 * @param source for people: {@code /usr/lib/postgresql/15 (15.18)}, {@code Maven Central 18.6.0, 15
 *     MB, fetched once}
 */
public record VersionOffer(EngineVersion version, String source) {}
