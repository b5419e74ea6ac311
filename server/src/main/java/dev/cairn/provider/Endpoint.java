package dev.cairn.provider;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a database is reached.
 *
 * @param host from this machine and from applications that run as processes
 * @param containerHost from containers of its stage
 * @param certificateAuthority the PEM file that its TLS certificate is signed by
 */
public record Endpoint(
    String host, String containerHost, int port, Optional<Path> certificateAuthority) {}
