package dev.cairn.provider.local.edge;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.cairn.core.StateFile;
import dev.cairn.process.SystemUsers;
import dev.cairn.provider.Router.Route;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code routes.json}, the one thing that server and edge share.
 *
 * @param revision grows with every change
 * @param statusPort of the edge's status page, on loopback
 * @param http port that all stages share, of plain HTTP; 0 for none
 * @param https the same with TLS
 * @param names of hosts that applications are served as, besides those that need no mention
 */
record RoutesDocument(
    long revision,
    int statusPort,
    String bind,
    @Nullable List<String> names,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) int http,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) int https,
    @Nullable List<Certified> certificates,
    List<Entry> routes) {
  private static final Logger LOG = LoggerFactory.getLogger(RoutesDocument.class);
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  /** A certificate and its key, in one file for the edge. */
  record Certified(List<String> names, String file) {}

  /** A stage's address; without an upstream while no release is live. */
  record Entry(
      String stage,
      int port,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> upstream,
      @Nullable List<String> hosts,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> state,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean accessLog) {
    private static final Optional<String> DEPLOYING = Optional.of("deploying");

    Entry {
      hosts = hosts == null ? List.of() : List.copyOf(hosts); // one of an older Cairn has none
    }

    static Entry of(Route route) {
      return new Entry(
          route.stage().toString(),
          route.port(),
          route.upstream(),
          route.hosts(),
          route.deploying() ? DEPLOYING : Optional.empty(),
          route.accessLog());
    }
  }

  RoutesDocument {
    names = names == null ? List.of() : List.copyOf(names); // one of an older Cairn has none
    certificates = certificates == null ? List.of() : List.copyOf(certificates); // as names
    routes = List.copyOf(routes);
  }

  static List<Entry> entries(Collection<Route> routes) {
    return routes.stream().map(Entry::of).sorted(Comparator.comparing(Entry::stage)).toList();
  }

  List<Certified> certified() {
    return Optional.ofNullable(certificates).orElse(List.of());
  }

  /** Whether all but the revision is the same. */
  boolean says(RoutesDocument other) {
    return withRevision(other.revision).equals(other);
  }

  RoutesDocument withRevision(long number) {
    return new RoutesDocument(number, statusPort, bind, names, http, https, certificates, routes);
  }

  /** Whether the edge is to listen where an ordinary user may not. */
  boolean isLow() {
    return isLow(http) || isLow(https);
  }

  private static boolean isLow(int port) {
    return port > 0 && port < SharedPort.FIRST_OF_USERS;
  }

  /** Empty where there is none, or none that can be understood. */
  static Optional<RoutesDocument> find(Path file) {
    return StateFile.find(file).flatMap(text -> parse(file, text));
  }

  private static Optional<RoutesDocument> parse(Path file, String text) {
    try {
      return Optional.of(JSON.readValue(text, RoutesDocument.class));
    } catch (JacksonException e) {
      LOG.warn("{} is no list of routes, it is written anew: {}", file, e.getOriginalMessage());
      return Optional.empty();
    }
  }

  /** For the edge alone: what it names need not be bound yet, or is not for the moment. */
  void write(Path file) {
    StateFile.writeFor(file, JSON.writeValueAsString(this) + "\n", SystemUsers.edgeUser());
  }
}
