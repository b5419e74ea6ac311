package dev.cairn.edge;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where all stages are served by their names.
 *
 * @param http port of plain HTTP; 0 where there is none
 * @param https port of TLS; 0 where there is none
 * @param challenges what to answer to an authority that looks whether a name is ours, by token
 */
record SharedAddresses(
    int http, int https, List<Certified> certificates, Map<String, String> challenges) {
  static final SharedAddresses NONE = new SharedAddresses(0, 0, List.of(), Map.of());

  /**
   * A certificate in a file.
   *
   * @param names that it is for; {@code *.example.com} is any one label below
   * @param file its chain and its key
   */
  record Certified(List<String> names, Path file) {
    Certified {
      names = names.stream().map(Hosts::plain).toList();
    }

    boolean covers(String host) {
      return names.contains(host) || names.contains("*" + host.substring(firstDot(host)));
    }

    private static int firstDot(String host) {
      int dot = host.indexOf('.');
      return dot < 0 ? host.length() : dot;
    }

    private static Certified parse(Map<?, ?> json) throws BadRoutes {
      var file = Routes.text(json, "file");
      if (file.isEmpty() || !file.get().startsWith("/")) {
        throw new BadRoutes("a certificate has no absolute file");
      }
      return new Certified(Routes.texts(json, "names"), Path.of(file.get()));
    }
  }

  SharedAddresses {
    certificates = List.copyOf(certificates);
    challenges = Map.copyOf(challenges);
  }

  static SharedAddresses parse(Map<?, ?> json) throws BadRoutes {
    var certificates = new ArrayList<Certified>();
    for (var entry : Routes.list(json, "certificates")) {
      certificates.add(Certified.parse(Routes.object(entry, "a certificate")));
    }
    var challenges = new LinkedHashMap<String, String>();
    Optional.<Map<?, ?>>ofNullable((Map<?, ?>) json.get("challenges"))
        .orElse(Map.of())
        .forEach((token, answer) -> challenges.put((String) token, (String) answer));
    return new SharedAddresses(
        optionalPort(json, "http"), optionalPort(json, "https"), certificates, challenges);
  }

  private static int optionalPort(Map<?, ?> json, String name) throws BadRoutes {
    long number = Routes.number(json, name);
    return number == 0 ? 0 : Routes.port(number);
  }
}
