package dev.cairn.provider;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where a database is reached.
 *
 * @param host from this machine and from applications that run as processes
 * @param containerHost from containers of its stage
 * @param tlsPort where it speaks TLS, if not on {@code port}: Redis cannot do both on one
 * @param certificateAuthority the PEM file that its TLS certificate is signed by
 */
public record Endpoint(
    String host,
    String containerHost,
    int port,
    OptionalInt tlsPort,
    Optional<Path> certificateAuthority) {

  /** All on one port. */
  public Endpoint(
      String host, String containerHost, int port, Optional<Path> certificateAuthority) {
    this(host, containerHost, port, OptionalInt.empty(), certificateAuthority);
  }
}
