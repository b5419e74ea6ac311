package dev.cairn.config;

import dev.cairn.core.Sensitive;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The settings of one server. All have defaults; {@link ConfigLoader} reads them.
 *
 * @param home all state of this installation
 * @param distribution the directory that holds {@code server/}, {@code edge/} and {@code cli/}
 * @param state an existing PostgreSQL for Cairn's own state; empty: Cairn runs one itself
 * @param engineDirectories binaries to use before any others, by engine id and version: {@code
 *     postgres-17: /opt/pg17}
 * @param sources directories that operators may take the code of applications from
 * @param applications how applications are reached
 */
public record Config(
    Path home,
    Path distribution,
    Listen listen,
    Optional<State> state,
    Map<String, Path> engineDirectories,
    List<Path> sources,
    Applications applications) {

  /**
   * Where the console and the REST API are served.
   *
   * @param names further host names that requests may carry besides localhost
   * @param proxies reverse proxies that are believed how, and from where, they were asked
   * @param insecure accepts to listen beyond loopback without TLS
   * @param url how others reach it, where that is not told by the rest: a reverse proxy's own
   *     address, with its port; {@code https://cairn.example.com:8443}
   */
  public record Listen(
      String bind,
      int port,
      List<String> names,
      List<InetAddress> proxies,
      Optional<Tls> tls,
      boolean insecure,
      Optional<URI> url) {
    public Listen {
      names = List.copyOf(names);
      proxies = List.copyOf(proxies);
    }

    /** The names that are its own, lower case. */
    public Set<String> hosts() {
      return Stream.concat(names.stream(), url.map(URI::getHost).stream())
          .map(name -> name.toLowerCase(Locale.ROOT))
          .collect(Collectors.toUnmodifiableSet());
    }
  }

  /**
   * How applications are reached.
   *
   * @param bind {@code 127.0.0.1}, or {@code 0.0.0.0} for other machines too: of what all stages
   *     share and of each stage's port
   * @param names host names that any stage's port answers to, {@code *.example.com} for all below
   *     one; its address and names of one word need no mention
   * @param http port of the address that all stages share; 0 for none, empty for one that is free
   * @param https the same with TLS, where there are certificates
   */
  public record Applications(
      String bind,
      List<String> names,
      Optional<Integer> http,
      Optional<Integer> https,
      List<Tls> certificates) {
    public Applications {
      names = List.copyOf(names);
      certificates = List.copyOf(certificates);
    }
  }

  /** PEM files. */
  public record Tls(Path certificate, Path key) {}

  /** A PostgreSQL by JDBC URL. */
  public record State(String url, String username, Sensitive<String> password) {}

  /** Directories of an engine's binaries, by version. */
  public Map<String, Path> engineDirectories(String engine) {
    return engineDirectories.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(engine + "-"))
        .collect(
            Collectors.toUnmodifiableMap(
                entry -> entry.getKey().substring(engine.length() + 1), Map.Entry::getValue));
  }

  public Config {
    engineDirectories = Map.copyOf(engineDirectories);
    sources = List.copyOf(sources);
  }
}
