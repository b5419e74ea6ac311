package dev.cairn.provider;

import java.util.Optional;

/**
 * An extension that a database's server can have.
 *
 * @param version that would be put there
 * @param installed the version that is there; empty where none is
 * @param owner whose it is; empty where it is not there
 * @param isTrusted whether the application's user may create it by itself
 * @param comment what the extension says of itself
 */
public record Extension(
    String name,
    String version,
    Optional<String> installed,
    Optional<String> owner,
    boolean isTrusted,
    String comment) {}
