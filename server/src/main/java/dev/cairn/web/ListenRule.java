package dev.cairn.web;

import dev.cairn.config.Config.Listen;
import dev.cairn.core.Problem;
import dev.cairn.core.Violation;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where Cairn may listen: on loopback; beyond it only with TLS, or by explicit wish without. */
public final class ListenRule {
  private static final Set<String> WILDCARDS = Set.of("0.0.0.0", "::", "[::]", "");

  private ListenRule() {}

  /** Why it may not listen there; empty where it may. Pure. */
  public static Optional<Problem> refusal(Listen listen) {
    if (isLoopback(listen.bind()) || listen.tls().isPresent() || listen.insecure()) {
      return Optional.empty();
    }
    return Optional.of(
        Problem.invalid(
                "insecure-listen",
                "Cairn would listen on "
                    + listen.bind()
                    + " without TLS: passwords and tokens would cross the network in the clear.",
                "Name a certificate and a key, listen on 127.0.0.1, or start with --insecure"
                    + " where something in front of Cairn does TLS.")
            .withViolations(
                List.of(new Violation("listen.bind", "beyond loopback TLS is needed"))));
  }

  /** Whether only this machine reaches that address. Names but {@code localhost} are not asked. */
  static boolean isLoopback(String bind) {
    return bind.equals("localhost")
        || bind.matches("127(\\.[0-9]{1,3}){3}")
        || bind.equals("::1")
        || bind.equals("[::1]");
  }

  /** Whether it is that name, or the address that it had before there was IPv6. */
  static boolean isLocalhost(String bind) {
    return bind.equals("localhost") || bind.equals("127.0.0.1");
  }

  /** Whether {@code http://localhost} reaches it, as commands of this machine do. */
  static boolean reachesLocalhost(Listen listen) {
    return listen.tls().isEmpty() && (isLocalhost(listen.bind()) || isWildcard(listen.bind()));
  }

  static boolean isWildcard(String bind) {
    return WILDCARDS.contains(bind);
  }
}
