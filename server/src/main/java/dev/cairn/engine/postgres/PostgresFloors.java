package dev.cairn.engine.postgres;

import dev.cairn.core.Bytes;
import dev.cairn.engine.InstanceType;
import dev.cairn.engine.Tuning;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Settings that a replica must have no less of than its primary: it does not start, or pauses where
 * its primary raises one (postgresql.org/docs/current/hot-standby.html, the same in 14 to 18).
 */
public final class PostgresFloors {
  static final List<String> NAMES =
      List.of(
          "max_connections",
          "max_worker_processes",
          "max_wal_senders",
          "max_prepared_transactions",
          "max_locks_per_transaction");

  private PostgresFloors() {}

  /**
   * Floors under a replica of such a primary.
   *
   * @param known those that it has: a primary that lowers one has written log with the higher one.
   *     And those of its primary, which has them in force where it was promoted
   */
  public static Map<String, String> raised(
      List<Map<String, String>> known, InstanceType type, Tuning tuning) {
    var floors = new LinkedHashMap<String, String>();
    for (var name : NAMES) {
      floors.put(name, had(name, type, tuning));
    }
    known.forEach(
        some -> some.forEach((name, floor) -> floors.merge(name, floor, PostgresFloors::larger)));
    return floors;
  }

  private static String had(String name, InstanceType type, Tuning tuning) {
    // None of these depends on storage.
    var ofType = PostgresSettings.of(type, Bytes.ofGib(1));
    return tuning.settings().getOrDefault(name, ofType.getOrDefault(name, "0"));
  }

  static String larger(String one, String other) {
    return String.valueOf(Math.max(number(one), number(other)));
  }

  private static long number(String value) {
    return Long.parseLong(value.replace("'", "").strip());
  }
}
