package dev.cairn.engine.mysql;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code SHOW REPLICA STATUS} says. dev.mysql.com/doc/refman, SHOW REPLICA STATUS
 *
 * @param column the one row, by name
 */
public record MySqlFollowing(Map<String, String> column) {
  /** What the source answers where it lacks what is asked for, as the two sides number it. */
  private static final Set<String> SOURCE_LACKS = Set.of("1236", "13114");

  /**
   * A row is there already, or is not: this one has other data than its primary. Also where the
   * table is or is not, and where the schema is.
   */
  private static final Set<String> DIFFERS =
      Set.of(
          "1007", "1008", "1032", "1050", "1051", "1054", "1060", "1061", "1062", "1091", "1146");

  public MySqlFollowing {
    column = Map.copyOf(column);
  }

  private String get(String name) {
    return column.getOrDefault(name, "");
  }

  /** Whether it is told to follow whom it should. */
  public boolean isOf(int port, Path authority) {
    return get("Source_Host").equals("127.0.0.1")
        && get("Source_Port").equals(String.valueOf(port))
        && get("Auto_Position").equals("1")
        && get("Source_SSL_Allowed").equals("Yes")
        && get("Source_SSL_CA_File").equals(authority.toString())
        && get("Source_SSL_Verify_Server_Cert").equals("Yes");
  }

  /** Whether it receives, or tries to. */
  public boolean isReceiving() {
    return !get("Replica_IO_Running").equals("No");
  }

  /** Whether it is connected to its primary. */
  public boolean isConnected() {
    return get("Replica_IO_Running").equals("Yes");
  }

  /** Whether it replays what it received. */
  public boolean isReplaying() {
    return get("Replica_SQL_Running").equals("Yes");
  }

  /** Why it can never follow again, in MySQL's words. */
  public Optional<String> lost() {
    if (!isReceiving() && SOURCE_LACKS.contains(get("Last_IO_Errno"))) {
      return Optional.of(get("Last_IO_Error"));
    }
    return !isReplaying() && DIFFERS.contains(get("Last_SQL_Errno"))
        ? Optional.of(get("Last_SQL_Error"))
        : Optional.empty();
  }

  /** Why it does not receive or replay at the moment, in MySQL's words. */
  public Optional<String> trouble() {
    return List.of(get("Last_SQL_Error"), get("Last_IO_Error")).stream()
        .filter(text -> !text.isEmpty())
        .findFirst();
  }

  /** How far it has replayed its primary's log; empty where it replayed none since its start. */
  public Optional<MySqlPosition> replayed() {
    var file = get("Relay_Source_Log_File");
    return file.isEmpty()
        ? Optional.empty()
        : Optional.of(MySqlPosition.of(file, Long.parseLong(get("Exec_Source_Log_Pos"))));
  }

  /** The first file of its primary's log that it still needs. */
  public Optional<String> needed() {
    return Optional.of(get("Relay_Source_Log_File")).filter(file -> !file.isEmpty());
  }

  /** The id of the server that it was connected to; empty where it never was. */
  public String source() {
    return get("Source_UUID");
  }

  /** All that it has ever taken, as GTIDs. */
  public String executed() {
    return get("Executed_Gtid_Set");
  }

  /** What it has received in full since its start, replayed or not. */
  public GtidSet received() {
    return GtidSet.of(get("Retrieved_Gtid_Set"));
  }

  /** Whether it has replayed all that it received. */
  public boolean hasReplayedAll() {
    return received().isWithin(GtidSet.of(executed()));
  }
}
