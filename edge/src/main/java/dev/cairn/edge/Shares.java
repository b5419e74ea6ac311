package dev.cairn.edge;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What all loops share: how much each stage and each client has of the whole, what is under way,
 * and what was counted. For any thread.
 */
final class Shares {
  private final Places connections =
      new Places(Limits.CLIENT_CONNECTIONS, Limits.CONNECTIONS_OF_A_STAGE);
  private final Places connectionsAtShared =
      new Places(Limits.SHARED_CONNECTIONS, Limits.CONNECTIONS_OF_A_STAGE);
  private final Places connectionsOfClients =
      new Places(Integer.MAX_VALUE, Limits.CONNECTIONS_OF_A_CLIENT);
  private final Places requests = new Places(Limits.REQUESTS, Limits.REQUESTS_OF_A_STAGE);
  private final Places requestsOfClients =
      new Places(Integer.MAX_VALUE, Limits.REQUESTS_OF_A_CLIENT);
  private final Places upgraded = new Places(Limits.UPGRADED, Limits.UPGRADED_OF_A_STAGE);
  private final Traffic traffic = new Traffic();
  private final Map<String, Figures> figures = new ConcurrentHashMap<>();

  Traffic traffic() {
    return traffic;
  }

  Figures figures(String stage) {
    return figures.computeIfAbsent(stage, s -> new Figures());
  }

  Map<String, Figures> figures() {
    return figures;
  }

  /** Whether one more may connect; then it counts until {@link #disconnected}. */
  boolean connect(Role role, Optional<String> client) {
    return takeBoth(placesOf(role), role.group(), connectionsOfClients, client);
  }

  /** Whether one more of a client without a share of its own may connect just now. */
  boolean hasRoom(Role role) {
    return placesOf(role).hasRoom(role.group());
  }

  void disconnected(Role role, Optional<String> client) {
    placesOf(role).giveBack(role.group());
    client.ifPresent(connectionsOfClients::giveBack);
  }

  private Places placesOf(Role role) {
    return role.isShared() ? connectionsAtShared : connections;
  }

  /** Why a request is not served; where it is, it counts until {@link #left}. */
  Optional<Answer> enter(String stage, Optional<String> client) {
    if (client.isPresent() && !requestsOfClients.take(client.get())) {
      return Optional.of(Answer.tooManyOfAClient());
    }
    if (!requests.take(stage)) {
      client.ifPresent(requestsOfClients::giveBack);
      return Optional.of(Answer.tooMany(stage));
    }
    return Optional.empty();
  }

  void left(String stage, Optional<String> client) {
    requests.giveBack(stage);
    client.ifPresent(requestsOfClients::giveBack);
  }

  /** For a request that is to become something else than HTTP, until {@link #leftUpgraded}. */
  boolean enterUpgraded(String stage) {
    return upgraded.take(stage);
  }

  void leftUpgraded(String stage) {
    upgraded.giveBack(stage);
  }

  private static boolean takeBoth(
      Places ofStages, String stage, Places ofClients, Optional<String> client) {
    if (client.isPresent() && !ofClients.take(client.get())) {
      return false;
    }
    if (!ofStages.take(stage)) {
      client.ifPresent(ofClients::giveBack);
      return false;
    }
    return true;
  }
}
