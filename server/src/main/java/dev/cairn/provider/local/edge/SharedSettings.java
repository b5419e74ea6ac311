package dev.cairn.provider.local.edge;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What people chose of how applications are reached.
 *
 * @param names of hosts that any stage's port answers to: those that a reverse proxy hands on
 * @param http port that all stages share; 0 for none, empty for one that is free
 * @param https the same with TLS, where there are certificates
 */
public record SharedSettings(
    List<String> names, Optional<Integer> http, Optional<Integer> https, List<Pem> certificates) {
  /** Nothing chosen. */
  public static final SharedSettings NONE =
      new SharedSettings(List.of(), Optional.empty(), Optional.empty(), List.of());

  /** A certificate, chain and all, and its key, in PEM files that others renew. */
  public record Pem(Path certificate, Path key) {}

  public SharedSettings {
    names = List.copyOf(names);
    certificates = List.copyOf(certificates);
  }
}
