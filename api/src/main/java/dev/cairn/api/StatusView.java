package dev.cairn.api;

import java.time.Instant;
import java.util.List;

/**
 * What runs here, and as whom the caller is known.
 *
 * @param addressTroubles what is wrong, or soon will be, with the addresses that all stages share
 */
public record StatusView(
    String version,
    Instant startedAt,
    String home,
    String consoleUrl,
    String user,
    String role,
    int stacks,
    int stages,
    int databases,
    int openOperations,
    List<String> addressTroubles) {
  public StatusView {
    addressTroubles = Absent.list(addressTroubles);
  }
}
