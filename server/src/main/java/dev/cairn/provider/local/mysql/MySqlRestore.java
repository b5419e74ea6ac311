package dev.cairn.provider.local.mysql;

import dev.cairn.core.Problem;
import dev.cairn.core.Sentence;
import dev.cairn.engine.mysql.MySqlMove;
import dev.cairn.provider.local.instance.InstanceRecord;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves what a backup's database consists of into the database of another name. Where it fails or
 * is killed, the data are made anew from the backup.
 */
final class MySqlRestore {
  private static final Logger LOG = LoggerFactory.getLogger(MySqlRestore.class);

  private final MySqlSession session;
  private final InstanceRecord instance;
  private final String from;
  private final MySqlMove move;

  MySqlRestore(MySqlSession session, InstanceRecord instance, String from) {
    this.session = session;
    this.instance = instance;
    this.from = from;
    this.move = new MySqlMove(from, instance.database());
  }

  /** A view, trigger, routine or event, as it is to be made. */
  private record Made(MySqlMove.Kind kind, String name, String sqlMode, String statement) {}

  void move() throws SQLException {
    var tables = session.names(MySqlMove.tables(), from);
    var found = new LinkedHashMap<MySqlMove.Kind, List<String>>();
    for (var kind : MySqlMove.kinds()) {
      found.put(kind, session.names(kind.query(), from));
    }
    var names =
        Stream.concat(tables.stream(), found.values().stream().flatMap(List::stream))
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    var made = new ArrayList<Made>();
    for (var kind : found.keySet()) {
      for (var name : found.get(kind)) {
        var row = session.rows(move.showCreate(kind, name)).getFirst();
        made.add(
            new Made(
                kind,
                name,
                kind.hasSqlMode() ? row.get(1) : "",
                move.rewritten(row.get(kind.column() - 1), names)));
      }
    }
    for (var one : made) {
      session.run(List.of(move.drop(one.kind(), one.name())));
    }
    session.run(List.of("SET SESSION foreign_key_checks = OFF"));
    if (!tables.isEmpty()) {
      session.run(List.of(move.rename(tables)));
    }
    var collation = session.names(MySqlMove.defaults(), from).getFirst();
    session.run(List.of(move.setDefaults(collation)));
    session.run(List.of(move.use(), "SET SESSION foreign_key_checks = ON"));
    makeAll(made);
    session.run(List.of(move.dropOld()));
    LOG.info("Moved {} tables of {} into {}", tables.size(), from, instance.database());
  }

  /** Again and again, as one may need another that is not there yet. */
  private void makeAll(List<Made> all) {
    var left = new ArrayList<>(all);
    while (!left.isEmpty()) {
      var failed = new ArrayList<Made>();
      var reason = "";
      for (var one : left) {
        try {
          make(one);
        } catch (SQLException e) {
          failed.add(one);
          reason = String.valueOf(e.getMessage());
        }
      }
      if (failed.size() == left.size()) {
        throw impossible(failed.getFirst(), reason).toException();
      }
      left = failed;
    }
  }

  private void make(Made one) throws SQLException {
    if (one.kind().hasSqlMode()) {
      session.run(List.of("SET SESSION sql_mode = '" + one.sqlMode() + "'"));
    }
    session.run(List.of(one.statement()));
  }

  private Problem impossible(Made one, String reason) {
    return Problem.failed(
        "restore-failed",
        "The "
            + one.kind().kind().toLowerCase(Locale.ROOT)
            + " "
            + one.name()
            + " of the backup cannot be made in a database of another name ("
            + from
            + " became "
            + instance.database()
            + "): "
            + Sentence.ended(reason),
        "The backup itself is untouched. Bring it back in a stack named "
            + from.replace('_', '-')
            + ", where all keeps its name.");
  }
}
