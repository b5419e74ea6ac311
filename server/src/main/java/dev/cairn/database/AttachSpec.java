package dev.cairn.database;

import dev.cairn.core.Sensitive;
import java.util.Optional;

/**
 * A database that is there already, as its user describes it; what is left out takes the engine's
 * default.
 *
 * @param tls {@code off}, {@code require} or {@code verify}; by default verify with an authority,
 *     else require
 * @param authority the certificate that the server's is verified with, PEM
 */
public record AttachSpec(
    String host,
    Optional<Integer> port,
    Optional<String> database,
    Optional<String> username,
    Sensitive<String> password,
    Optional<String> tls,
    Optional<String> authority) {}
