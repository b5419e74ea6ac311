package dev.cairn.edge;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedSet;

/**
 * Connections of clients that wait with no request, or with the beginning of one: anybody can open
 * these, and each holds memory. Where there are too many, the stage that has most of them loses the
 * one that has waited longest. Only used on one loop.
 */
final class Crowd {
  private final int most;
  private final Map<String, SequencedSet<Connection>> byStage = new HashMap<>();
  private int waiting;

  Crowd(int most) {
    this.most = most;
  }

  void waits(Connection client) {
    arrived(client);
    byStage.computeIfAbsent(client.group(), s -> new LinkedHashSet<>()).add(client);
    if (++waiting > most) {
      byStage.values().stream()
          .max(Comparator.comparingInt(SequencedSet::size))
          .ifPresent(fullest -> fullest.getFirst().giveWay());
    }
  }

  /** It has a request, or has gone. */
  void arrived(Connection client) {
    var ofStage = byStage.get(client.group());
    if (ofStage != null && ofStage.remove(client)) {
      waiting--;
    }
  }
}
