package dev.cairn.provider.local.postgres;

import dev.cairn.engine.postgres.PostgresSql;
import dev.cairn.provider.local.instance.InstanceFiles;
import dev.cairn.provider.local.instance.InstanceRecord;
import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An instance that used up its storage, or has room again. */
record PostgresFull(PostgresServer server, PostgresAdministration administration) {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresFull.class);

  /** Has a running server take what is written in its configuration. */
  void apply(InstanceFiles files, InstanceRecord instance) {
    if (server.findQuickly(files).isEmpty()) {
      return;
    }
    server.reload(files);
    if (!instance.isWritable() && !instance.isReplica()) {
      try {
        PostgresSession.administer(
            administration.administrator(instance), List.of(PostgresSql.endWriters()));
      } catch (SQLException e) {
        throw PostgresEngine.unanswering(instance, e);
      }
    }
  }

  /** It can give nothing back; but who began before it was full still takes more. */
  void makeRoom(InstanceFiles files, InstanceRecord instance) {
    if (instance.isWritable() || instance.isReplica() || server.findQuickly(files).isEmpty()) {
      return;
    }
    try {
      PostgresSession.administer(
          administration.administrator(instance), List.of(PostgresSql.endEarlierWriters()));
    } catch (SQLException e) {
      LOG.debug("Writers of {} stay: {}", instance.id(), e.getMessage());
    }
  }
}
