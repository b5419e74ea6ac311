package dev.cairn.service;

import dev.cairn.core.StageRef;
import dev.cairn.core.Violation;
import java.net.IDN;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which names people may give to an application; all that is wrong is told together. Pure. */
final class HostNames {
  static final int MOST = 20;

  private static final int LONGEST = 253;
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
  private static final Pattern NUMBER = Pattern.compile("[0-9]+|0x[0-9a-f]*");

  private HostNames() {}

  /** The name of a stage on this machine, which needs no set-up. */
  static String ofStage(StageRef stage) {
    return stage.joined() + ".localhost";
  }

  /**
   * Names from one text, between spaces, commas or on lines of their own, each once: lower case, in
   * ASCII. What is none is kept as it was written, for {@link #violations}.
   */
  static List<String> parse(String text) {
    return Arrays.stream(text.split("[\\s,]+"))
        .filter(name -> !name.isEmpty())
        .map(HostNames::inAscii)
        .distinct()
        .toList();
  }

  private static String inAscii(String written) {
    try {
      return IDN.toASCII(written).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException noName) {
      return written;
    }
  }

  static List<Violation> violations(List<String> hosts) {
    var found = new ArrayList<Violation>();
    if (hosts.size() > MOST) {
      found.add(new Violation(ServiceKeys.HOSTS, "must be at most " + MOST + " names"));
      return found;
    }
    for (var host : hosts) {
      rule(host).ifPresent(why -> found.add(new Violation(ServiceKeys.HOSTS, host + " " + why)));
    }
    return found;
  }

  private static Optional<String> rule(String host) {
    var labels = List.of(host.split("\\.", -1));
    if (host.contains("*")) {
      return Optional.of("is a wildcard: name each host that the stage has");
    }
    if (host.contains("/") || host.matches("[^:]*:[0-9]*")) {
      return Optional.of("must be a name alone, without https:// and without a port");
    }
    if (host.contains(":") || host.startsWith("[") || NUMBER.matcher(labels.getLast()).matches()) {
      return Optional.of("is an address: a name is needed");
    }
    if (labels.getLast().equals("localhost")) {
      return Optional.of("is below localhost: each stage has its own name there already");
    }
    if (labels.size() < 2) {
      return Optional.of("must have a domain, as in notes.example.com");
    }
    boolean fits =
        host.length() <= LONGEST && labels.stream().allMatch(it -> LABEL.matcher(it).matches());
    return fits ? Optional.empty() : Optional.of("is no name of a host, such as notes.example.com");
  }
}
