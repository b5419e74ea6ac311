package dev.cairn.service;

import dev.cairn.core.Sensitive;
import dev.cairn.database.Database;
import dev.cairn.provider.Endpoint;
import dev.cairn.service.ServiceSpec.RuntimeKind;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The variables of a stage where the database of a drill stands in place of a whole family, reader
 * variables included. Also what users typed in or refer to is looked through: the application of a
 * drill is to reach none of the family. Pure.
 */
final class DrilledVariables {
  private static final Set<String> HOSTS = Set.of("host", "readerHost");

  private final Set<String> references;
  private final Set<String> secrets;
  private final Set<String> hosts;
  private final String ports;
  private final String host;
  private final String port;

  private DrilledVariables(List<Database> family, Endpoint drill, RuntimeKind runtime) {
    references = family.stream().map(it -> it.ref().toString()).collect(Collectors.toSet());
    secrets = family.stream().map(Database::secretName).collect(Collectors.toSet());
    var endpoints = family.stream().flatMap(it -> it.endpoint().stream()).toList();
    hosts = new LinkedHashSet<>(List.of("localhost"));
    endpoints.forEach(it -> hosts.addAll(List.of(it.host(), it.containerHost())));
    ports =
        endpoints.stream()
            .flatMapToInt(it -> it.tlsPort().stream())
            .boxed()
            .collect(
                Collectors.collectingAndThen(
                    Collectors.toSet(), tls -> alternatives(endpoints, tls)));
    host =
        switch (runtime) {
          case CONTAINER -> drill.containerHost();
          case PROCESS -> drill.host();
        };
    port = Integer.toString(drill.port());
  }

  private static String alternatives(List<Endpoint> endpoints, Set<Integer> tls) {
    return Stream.concat(endpoints.stream().map(Endpoint::port), tls.stream())
        .map(String::valueOf)
        .distinct()
        .collect(Collectors.joining("|"));
  }

  /**
   * In the order given.
   *
   * @param family databases with the same data
   */
  static List<Variable> of(
      List<Variable> all, List<Database> family, Endpoint drill, RuntimeKind runtime) {
    var drilled = new DrilledVariables(family, drill, runtime);
    return drilled.ports.isEmpty() ? all : all.stream().map(drilled::of).toList();
  }

  private Variable of(Variable variable) {
    var value = variable.value().reveal();
    var drilled =
        switch (variable.origin()) {
          case Variable.Origin.Generated(var database) ->
              references.contains(database) ? own(value, isHost(variable.name())) : value;
          case Variable.Origin.SecretReference(var secret, var key) ->
              secrets.contains(secret) ? own(value, HOSTS.contains(key)) : value;
          case Variable.Origin.Literal() -> typed(value);
        };
    return new Variable(
        variable.name(),
        Sensitive.of(drilled),
        variable.secret(),
        variable.origin(),
        variable.overrides());
  }

  private static boolean isHost(String name) {
    return name.endsWith("_HOST");
  }

  private String own(String value, boolean isHost) {
    return isHost ? host : value.matches(ports) ? port : addresses(value);
  }

  /** A port alone says enough: on this machine no other server has it. */
  private String typed(String value) {
    return Pattern.compile("(?<!\\w)(?:" + ports + ")(?!\\w)")
        .matcher(addresses(value))
        .replaceAll(Matcher.quoteReplacement(port));
  }

  private String addresses(String value) {
    var names = hosts.stream().map(Pattern::quote).collect(Collectors.joining("|"));
    return Pattern.compile("(?<![\\w.-])(?:" + names + "):(?:" + ports + ")(?!\\w)")
        .matcher(value)
        .replaceAll(Matcher.quoteReplacement(host + ":" + port));
  }
}
