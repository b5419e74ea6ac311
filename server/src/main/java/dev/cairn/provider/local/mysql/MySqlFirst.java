package dev.cairn.provider.local.mysql;

import dev.cairn.core.Sensitive;
import dev.cairn.core.StateFile;
import dev.cairn.engine.mysql.CachingSha2Verifier;
import dev.cairn.engine.mysql.MySqlAccounts;
import dev.cairn.engine.mysql.MySqlBinaryLog;
import dev.cairn.engine.mysql.MySqlSql;
import dev.cairn.process.SystemUsers;
import dev.cairn.provider.Login;
import dev.cairn.provider.local.files.Trees;
import dev.cairn.provider.local.instance.InstanceFiles;
import dev.cairn.provider.local.instance.InstanceRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * What the first start of a server does before it lets anybody in. So a backup's administrator need
 * not be known, and no password is said to anybody.
 */
final class MySqlFirst {
  private final MySqlSessions sessions;
  private final SecureRandom random = new SecureRandom();

  MySqlFirst(MySqlSessions sessions) {
    this.sessions = sessions;
  }

  static Path file(InstanceFiles files) {
    return files.directory().resolve("first.sql");
  }

  /** Administrator, database, logins; data of a backup begin a history of their own. */
  void write(InstanceFiles files, InstanceRecord instance, List<Login> logins) {
    var statements = new ArrayList<String>();
    if (!instance.backup().isEmpty()) {
      statements.add(MySqlBinaryLog.forgetHistory(instance.version()));
    }
    statements.addAll(takeOver(instance));
    statements.add(MySqlSql.createDatabase(instance.database()));
    for (var user : MySqlLogins.byUser(logins).entrySet()) {
      var verifiers = user.getValue().stream().map(this::verifier).toList();
      statements.add(MySqlSql.wall(MySqlAccounts.wall(user.getKey(), instance.subnets())));
      statements.addAll(
          MySqlSql.admit(instance.database(), MySqlAccounts.of(user.getKey()), verifiers));
    }
    write(files, statements);
  }

  /** An administrator only, as all else is copied into it. */
  void writeForCopy(InstanceFiles files, InstanceRecord instance) {
    write(files, takeOver(instance));
  }

  private List<String> takeOver(InstanceRecord instance) {
    return MySqlSql.takeOver(verifier(sessions.administratorsPassword(instance)));
  }

  private static void write(InstanceFiles files, List<String> statements) {
    var file = file(files);
    StateFile.writeUnsynced(file, MySqlSql.script(statements), StateFile.PRIVATE);
    Trees.give(file, SystemUsers.engineUser());
  }

  static void delete(InstanceFiles files) {
    try {
      var _ = Files.deleteIfExists(file(files));
    } catch (IOException e) {
      throw StateFile.failure("delete", file(files), e);
    }
  }

  /** A copy of data is another server: it makes an id of its own. */
  static void forgetServerId(InstanceFiles files) {
    var file = files.data().resolve("auto.cnf");
    try {
      var _ = Files.deleteIfExists(file);
    } catch (IOException e) {
      throw StateFile.failure("delete", file, e);
    }
  }

  String verifier(Sensitive<String> password) {
    var salt = new byte[20];
    random.nextBytes(salt);
    return CachingSha2Verifier.of(password, salt);
  }
}
