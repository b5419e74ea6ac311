package dev.cairn.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/** A primary made by hand once, and replicas of it made by hand one after another. */
abstract class ReplicaByHand extends ByHand {
  ReplicaByHand() throws IOException {}

  /** With the programs beside one of Cairn's. */
  static ReplicaByHand of(String engine, Path program) throws IOException {
    return switch (engine) {
      case "postgres" -> new PostgresReplicaByHand(program);
      case "mysql" -> new MySqlReplicaByHand(program);
      default -> throw new IllegalArgumentException(engine);
    };
  }

  static Connection open(String scheme, String user, int port, String database)
      throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", user);
    return DriverManager.getConnection(
        "jdbc:%s://127.0.0.1:%d/%s".formatted(scheme, port, database), properties);
  }

  static String text(Connection connection, String query) throws SQLException {
    try (var answer = connection.createStatement().executeQuery(query)) {
      return answer.next() ? String.valueOf(answer.getString(1)) : "";
    }
  }

  static Duration since(long begin) {
    return Duration.ofNanos(System.nanoTime() - begin);
  }
}
