package dev.cairn.provider.local;

import dev.cairn.core.Sensitive;
import dev.cairn.engine.Engine;
import dev.cairn.engine.MySql;
import dev.cairn.engine.Postgres;
import dev.cairn.engine.Redis;
import dev.cairn.process.Processes;
import dev.cairn.process.Programs;
import dev.cairn.provider.local.files.Disk;
import dev.cairn.provider.local.instance.Administrator;
import dev.cairn.provider.local.instance.CertificateAuthority;
import dev.cairn.provider.local.instance.CertificateFiles;
import dev.cairn.provider.local.instance.InstanceRecord;
import dev.cairn.provider.local.instance.LocalEngine;
import dev.cairn.provider.local.mysql.MySqlBinaries;
import dev.cairn.provider.local.mysql.MySqlEngine;
import dev.cairn.provider.local.mysql.MySqlServer;
import dev.cairn.provider.local.mysql.MySqlTemplate;
import dev.cairn.provider.local.postgres.PostgresBinaries;
import dev.cairn.provider.local.postgres.PostgresEngine;
import dev.cairn.provider.local.postgres.PostgresServer;
import dev.cairn.provider.local.postgres.PostgresTemplate;
import dev.cairn.provider.local.redis.RedisBinaries;
import dev.cairn.provider.local.redis.RedisEngine;
import dev.cairn.provider.local.redis.RedisLogins;
import dev.cairn.provider.local.redis.RedisServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The engines of one home. */
record LocalEngines(PostgresEngine postgres, MySqlEngine mysql, RedisEngine redis) {

  /**
   * Makes them.
   *
   * @param configured directories of binaries that the user gave, by version
   */
  static LocalEngines of(
      Path home,
      Map<Engine, Map<String, Path>> configured,
      Processes processes,
      CertificateFiles certificates,
      CertificateAuthority authority,
      Function<String, Sensitive<String>> adminPasswords) {
    var directory = home.resolve("engines");
    var disk = new Disk(processes);
    var server = new PostgresServer(processes);
    return new LocalEngines(
        new PostgresEngine(
            processes,
            new PostgresBinaries(
                directory, configured.getOrDefault(Postgres.INSTANCE, Map.of()), processes),
            new PostgresTemplate(
                directory, server, processes, disk, certificates, adminPasswords.apply("template")),
            server,
            certificates,
            adminPasswords),
        new MySqlEngine(
            new MySqlBinaries(
                directory, configured.getOrDefault(MySql.INSTANCE, Map.of()), processes),
            new MySqlTemplate(directory, processes, disk),
            new MySqlServer(processes),
            authority,
            adminPasswords),
        new RedisEngine(
            new RedisBinaries(
                directory,
                configured.getOrDefault(Redis.INSTANCE, Map.of()),
                Programs.directories(),
                processes),
            new RedisServer(processes),
            new RedisLogins(certificates),
            Administrator.of(adminPasswords, certificates)));
  }

  LocalEngine of(Engine engine) {
    return switch (engine) {
      case Postgres _ -> postgres;
      case MySql _ -> mysql;
      case Redis _ -> redis;
    };
  }

  LocalEngine of(InstanceRecord instance) {
    return of(Engine.of(instance.engine()));
  }

  List<LocalEngine> all() {
    return List.of(postgres, mysql, redis);
  }
}
