package dev.cairn.cli.db;

import dev.cairn.api.DatabaseView;
import dev.cairn.api.ReaderView;
import dev.cairn.api.ReplicaView;
import dev.cairn.cli.terminal.Words;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;

/** Who follows whom, and how far, in words. */
final class Replication {
  private static final int MILLIS = 1000;

  private Replication() {}

  /** For example {@code replica of notes/prod/postgres, streaming, 0 s behind}; or nothing. */
  static String followed(DatabaseView shown) {
    return shown
        .replicaOf()
        .map(
            primary ->
                "replica of "
                    + primary
                    + shown
                        .replication()
                        .map(
                            it ->
                                ", "
                                    + it.state()
                                    + behind(it.lagSeconds(), it.behindBytes())
                                    + (it.reason().isEmpty() ? "" : ": " + it.reason()))
                        .orElse(""))
        .orElse("");
  }

  /** For example {@code notes/eu/postgres, streaming, 0 s behind}; or nothing. */
  static String followers(DatabaseView shown) {
    return shown.replicas().stream().map(Replication::follower).collect(Collectors.joining("; "));
  }

  /** Where the application reads; empty where it is not told any place. */
  static String read(ReaderView reader) {
    return reader.database().orElse("")
        + (reader.chosen() ? ", as chosen" : "")
        + reader.trouble().map(it -> ". WARNING: " + it).orElse("");
  }

  private static String follower(ReplicaView replica) {
    return replica.database()
        + ", "
        + replica.state()
        + behind(replica.lagSeconds(), replica.behindBytes());
  }

  private static String behind(Optional<Double> lagSeconds, Optional<Long> bytes) {
    var lag =
        lagSeconds.map(
            it -> it == 0 ? "0 s" : Words.duration(Duration.ofMillis(Math.round(it * MILLIS))));
    var much = bytes.filter(it -> it > 0).map(Words::bytes);
    if (lag.isEmpty() && much.isEmpty()) {
      return "";
    }
    return ", "
        + lag.or(() -> much).orElse("")
        + " behind"
        + (lag.isPresent() ? much.map(it -> " (" + it + ")").orElse("") : "");
  }
}
