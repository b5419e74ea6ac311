package dev.cairn.provider.local.mysql;

import dev.cairn.core.StateFile;
import dev.cairn.engine.mysql.MySqlConf;
import dev.cairn.engine.mysql.MySqlConf.Role;
import dev.cairn.provider.local.instance.InstanceFiles;
import dev.cairn.provider.local.instance.InstanceRecord;

/** What an instance's file says, by its record. */
final class MySqlConfs {
  private final MySqlServer server;

  MySqlConfs(MySqlServer server) {
    this.server = server;
  }

  MySqlConf of(InstanceFiles files, InstanceRecord instance) {
    return of(files, instance, role(files, instance));
  }

  /** As one that takes writes, whatever its record says yet. */
  MySqlConf asPrimary(InstanceFiles files, InstanceRecord instance) {
    return of(files, instance, Role.PRIMARY);
  }

  /** Also where its server runs, or hangs; durable. */
  void write(InstanceFiles files, MySqlConf conf) {
    var file = MySqlServer.conf(files);
    var _ = files.tellEngine(file, conf.text());
    StateFile.sync(file);
    StateFile.sync(files.directory());
  }

  private static MySqlConf of(InstanceFiles files, InstanceRecord instance, Role role) {
    return new MySqlConf(
        instance.id(),
        instance.instanceType(),
        instance.storage(),
        instance.port(),
        files.directory(),
        role,
        instance.subnets(),
        instance.readTuning());
  }

  /** One that runs without a binary log is not restarted before there is who follows it. */
  private Role role(InstanceFiles files, InstanceRecord instance) {
    if (!takesWrites(instance)) {
      return Role.REPLICA;
    }
    return instance.replication().replicas().isEmpty() && server.runsUnlogged(files)
        ? Role.UNFOLLOWED
        : Role.PRIMARY;
  }

  /**
   * Whether it is a primary. One that is full refuses them for a while, and is one all the same.
   */
  static boolean takesWrites(InstanceRecord instance) {
    return !instance.isReplica() && !instance.replication().isClosed();
  }
}
