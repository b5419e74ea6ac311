package dev.cairn.edge;

import java.util.Optional;

/**
 * One stage's stable address.
 *
 * @param stage {@code STACK/STAGE}, for messages only
 * @param upstream empty while no release is live
 */
record Route(String stage, int port, Optional<Upstream> upstream) {}
