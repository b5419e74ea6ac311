package dev.cairn.database;

import dev.cairn.core.Bytes;
import dev.cairn.core.Name;
import dev.cairn.core.StageRef;
import dev.cairn.engine.Engine;
import dev.cairn.engine.InstanceType;
import dev.cairn.provider.Endpoint;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.OptionalInt;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;

/** A database from its row and the kind of the operation that is open on it. */
public final class DatabaseMapper implements RowMapper<Database> {

  @Override
  public Database map(ResultSet row, StatementContext context) throws SQLException {
    var engine = Engine.of(row.getString("engine"));
    return new Database(
        new DatabaseRef(
            new StageRef(new Name(row.getString("stack")), new Name(row.getString("stage"))),
            engine),
        row.getString("identifier"),
        Database.Origin.valueOf(row.getString("origin")),
        row.getString("version"),
        type(engine, row.getString("type")),
        new Bytes(row.getLong("shown_storage")),
        new Bytes(row.getLong("used")),
        row.getBoolean("cache_only"),
        row.getString("database"),
        row.getString("shown_username"),
        row.getString("secret"),
        Database.Status.valueOf(row.getString("shown_status")),
        row.getString("shown_reason"),
        endpoint(row),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        primary(row, engine),
        row.getBoolean("previous"));
  }

  private static Optional<DatabaseRef> primary(ResultSet row, Engine engine) throws SQLException {
    var stage = row.getString("primary_stage");
    var stack = row.getString("primary_stack");
    return Optional.ofNullable(stage)
        .map(it -> new DatabaseRef(new StageRef(new Name(stack), new Name(it)), engine));
  }

  private static InstanceType type(Engine engine, String name) {
    if (name.isEmpty()) {
      // Nobody knows what an attached database runs on.
      return new InstanceType("", 0, new Bytes(0));
    }
    return engine.types().stream()
        .filter(type -> type.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no instance type " + name));
  }

  private static Optional<Endpoint> endpoint(ResultSet row) throws SQLException {
    var host = Optional.ofNullable(row.getString("host"));
    var containerHost = row.getString("container_host");
    int port = row.getInt("port");
    var authority = Optional.ofNullable(row.getString("certificate_authority")).map(Path::of);
    int tlsPort = row.getInt("tls_port");
    var tls = row.wasNull() ? OptionalInt.empty() : OptionalInt.of(tlsPort);
    return host.map(it -> new Endpoint(it, containerHost, port, tls, authority));
  }
}
