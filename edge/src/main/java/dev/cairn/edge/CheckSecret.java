package dev.cairn.edge;

import io.netty.handler.codec.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What tells the edge's look at itself from a stranger's request: made anew at each start, never
 * written down, never sent on.
 */
final class CheckSecret {
  static final String HEADER = "x-cairn-check";

  private static final int BYTES = 16;

  private final String value;

  CheckSecret() {
    var random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    value = HexFormat.of().formatHex(random);
  }

  boolean isSaidBy(HttpRequest request) {
    return Optional.ofNullable(request.headers().get(HEADER))
        .map(said -> said.getBytes(StandardCharsets.UTF_8))
        .filter(said -> MessageDigest.isEqual(said, value.getBytes(StandardCharsets.UTF_8)))
        .isPresent();
  }

  String reveal() {
    return value;
  }

  @Override
  public String toString() {
    return "[REDACTED]";
  }
}
