package dev.cairn.provider.local.mysql;

import dev.cairn.core.StateFile;
import dev.cairn.engine.mysql.MySqlAccounts.Account;
import dev.cairn.engine.mysql.MySqlDefiners;
import dev.cairn.engine.mysql.MySqlDefiners.Found;
import dev.cairn.engine.mysql.MySqlDefiners.Remade;
import dev.cairn.engine.mysql.MySqlSql;
import dev.cairn.provider.local.instance.InstanceFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Has what accounts of before defined be defined by the user of now. What MySQL only lets be made
 * again is written to a file first: whoever comes next makes what is missing.
 */
final class MySqlOwners {
  private static final Logger LOG = LoggerFactory.getLogger(MySqlOwners.class);
  private static final JsonMapper JSON = JsonMapper.shared();

  /** Waited too long for what others hold. */
  private static final int BUSY = 1205;

  private static final int PATIENCE_SECONDS = 5;

  private final MySqlSession session;
  private final Path kept;
  private final String database;

  MySqlOwners(MySqlSession session, InstanceFiles files, String database) {
    this.session = session;
    this.kept = files.directory().resolve("definers.json");
    this.database = database;
  }

  /**
   * What nobody of these defines becomes the first one's.
   *
   * @throws SQLException where an application holds what is to be changed: once more, later
   */
  void bringOver(List<Account> users) throws SQLException {
    var definers = new MySqlDefiners(database, users.getFirst());
    session.run(List.of(definers.use(), MySqlSql.waitForLocks(PATIENCE_SECONDS)));
    for (var left : left()) {
      if (session
          .rows(MySqlDefiners.exists(left.found()), database, left.found().name())
          .isEmpty()) {
        make(left);
      }
    }
    var remade = new ArrayList<Remade>();
    for (var row : session.rows(MySqlDefiners.foreign(users), database)) {
      var found = Found.of(row);
      var shown =
          session.rows(MySqlDefiners.showCreate(found)).getFirst().get(MySqlDefiners.column(found));
      var altered = definers.altered(found, shown);
      if (altered.isPresent()) {
        alter(found, altered.get());
      } else {
        remade.add(definers.remade(found, shown));
      }
    }
    if (!remade.isEmpty()) {
      StateFile.write(kept, JSON.writeValueAsString(remade), StateFile.PRIVATE);
      makeAgain(remade);
    }
    try {
      var _ = Files.deleteIfExists(kept);
    } catch (IOException e) {
      throw StateFile.failure("delete", kept, e);
    }
  }

  private List<Remade> left() {
    return StateFile.find(kept)
        .map(text -> JSON.readValue(text, new TypeReference<List<Remade>>() {}))
        .orElse(List.of());
  }

  /** One that works no more, of a table that is gone for example, is left as it is. */
  private void alter(Found found, List<String> statements) throws SQLException {
    try {
      session.run(MySqlDefiners.settings(found));
      session.run(statements);
      LOG.info("{} {} of {} has another definer", found.kind(), found.name(), database);
    } catch (SQLException e) {
      if (e.getErrorCode() == BUSY) {
        throw e;
      }
      LOG.warn("{} {} keeps its definer: {}", found.kind(), found.name(), e.getMessage());
    }
  }

  private void makeAgain(List<Remade> all) throws SQLException {
    var tables = new LinkedHashSet<String>();
    for (var one : all) {
      if (one.found().table().isEmpty()) {
        session.run(List.of(MySqlDefiners.drop(one.found())));
        make(one);
      } else {
        tables.add(one.found().table());
      }
    }
    for (var table : tables) {
      var triggers = all.stream().filter(it -> it.found().table().equals(table)).toList();
      session.run(List.of(MySqlDefiners.lockTable(table)));
      try {
        for (var one : triggers) {
          session.run(List.of(MySqlDefiners.drop(one.found())));
        }
        for (var one : triggers) {
          make(one);
        }
      } finally {
        session.run(List.of(MySqlDefiners.unlockTables()));
      }
    }
  }

  private void make(Remade one) throws SQLException {
    session.run(MySqlDefiners.settings(one.found()));
    session.run(List.of(one.statement()));
    LOG.info("{} {} of {} has another definer", one.found().kind(), one.found().name(), database);
  }
}
