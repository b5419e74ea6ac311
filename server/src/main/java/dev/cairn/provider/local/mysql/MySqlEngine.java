package dev.cairn.provider.local.mysql;

import dev.cairn.core.ProblemException;
import dev.cairn.core.Sensitive;
import dev.cairn.core.StateFile;
import dev.cairn.engine.Engine;
import dev.cairn.engine.MySql;
import dev.cairn.engine.Tuning;
import dev.cairn.engine.mysql.CachingSha2Verifier;
import dev.cairn.engine.mysql.MySqlAccounts;
import dev.cairn.engine.mysql.MySqlBinaryLog;
import dev.cairn.engine.mysql.MySqlCatalogue;
import dev.cairn.engine.mysql.MySqlConf;
import dev.cairn.engine.mysql.MySqlConf.Role;
import dev.cairn.engine.mysql.MySqlSql;
import dev.cairn.process.ProcessIdentity;
import dev.cairn.process.SystemUsers;
import dev.cairn.process.Tally;
import dev.cairn.provider.Login;
import dev.cairn.provider.Observed;
import dev.cairn.provider.Statistics;
import dev.cairn.provider.VersionOffer;
import dev.cairn.provider.local.files.Trees;
import dev.cairn.provider.local.instance.CertificateAuthority;
import dev.cairn.provider.local.instance.EngineProcess;
import dev.cairn.provider.local.instance.HalfLogins;
import dev.cairn.provider.local.instance.InstanceFiles;
import dev.cairn.provider.local.instance.InstanceRecord;
import dev.cairn.provider.local.instance.KeptSessions;
import dev.cairn.provider.local.instance.LocalBackups;
import dev.cairn.provider.local.instance.LocalEngine;
import dev.cairn.provider.local.instance.LocalState;
import dev.cairn.provider.local.instance.Looks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** MySQL as processes of this machine. */
public final class MySqlEngine implements LocalEngine {
  private static final Logger LOG = LoggerFactory.getLogger(MySqlEngine.class);

  private final MySqlBinaries binaries;
  private final MySqlTemplate template;
  private final MySqlServer server;
  private final CertificateAuthority authority;
  private final Function<String, Sensitive<String>> adminPasswords;
  private final MySqlLoginKeys keys = new MySqlLoginKeys();
  private final MySqlLogins users;
  private final KeptSessions<MySqlSession, SQLException> sessions = new KeptSessions<>();
  private final HalfLogins<String> halfLogins = new HalfLogins<>();
  private final Looks looks = new Looks();
  private final SecureRandom random = new SecureRandom();

  public MySqlEngine(
      MySqlBinaries binaries,
      MySqlTemplate template,
      MySqlServer server,
      CertificateAuthority authority,
      Function<String, Sensitive<String>> adminPasswords) {
    this.binaries = binaries;
    this.template = template;
    this.server = server;
    this.authority = authority;
    this.adminPasswords = adminPasswords;
    this.users = new MySqlLogins(authority);
  }

  @Override
  public Engine engine() {
    return MySql.INSTANCE;
  }

  @Override
  public List<VersionOffer> offers() {
    return binaries.offers();
  }

  @Override
  public Path programs(String version, Consumer<String> progress) {
    return binaries.ensure(version, progress);
  }

  @Override
  public void prepare(String version, Path programs, Consumer<String> progress) {
    var _ = Thread.ofVirtual().name("mysql-driver").start(() -> MySqlSession.load(authority));
    var _ = template.ensure(version, programs, progress);
  }

  @Override
  public void keepSpare(String version) {
    template.keepSpare(version);
    keys.keepSpare();
  }

  @Override
  public void fill(
      InstanceFiles files, InstanceRecord instance, Path programs, Consumer<String> progress) {
    template.fill(instance.version(), programs, files, progress);
  }

  @Override
  public String startSettings(InstanceFiles files, InstanceRecord instance) {
    return conf(files, instance).startText();
  }

  @Override
  public boolean configure(InstanceFiles files, InstanceRecord instance, List<Login> logins) {
    keys.ensure(files);
    makeTemporary(files.directory().resolve("tmp"));
    switch (instance.phase()) {
      case CREATING -> writeFirstStatements(files, instance, logins);
      case CREATED, BACKED_UP -> {}
    }
    return files.tellEngine(MySqlServer.conf(files), conf(files, instance).text());
  }

  private MySqlConf conf(InstanceFiles files, InstanceRecord instance) {
    return new MySqlConf(
        instance.id(),
        instance.instanceType(),
        instance.storage(),
        instance.port(),
        files.directory(),
        server.runsUnlogged(files) ? Role.UNFOLLOWED : Role.PRIMARY,
        instance.readTuning());
  }

  private static void makeTemporary(Path directory) {
    if (Files.isDirectory(directory)) {
      return;
    }
    try {
      Files.createDirectory(directory);
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    } catch (IOException e) {
      throw StateFile.failure("create", directory, e);
    }
    Trees.give(directory, SystemUsers.engineUser());
  }

  /**
   * What the first start does before it lets anybody in: administrator, database, logins. So a
   * backup's administrator need not be known, and no password is said to anybody.
   */
  private void writeFirstStatements(
      InstanceFiles files, InstanceRecord instance, List<Login> logins) {
    var statements = new ArrayList<String>();
    if (!instance.backup().isEmpty()) {
      statements.add(MySqlBinaryLog.forgetHistory(instance.version()));
    }
    statements.addAll(MySqlSql.takeOver(verifier(adminPasswords.apply(instance.id()))));
    statements.add(MySqlSql.createDatabase(instance.database()));
    for (var user : MySqlLogins.byUser(logins).entrySet()) {
      var verifiers = user.getValue().stream().map(this::verifier).toList();
      statements.add(
          MySqlSql.wall(
              MySqlAccounts.wall(user.getKey(), instance.subnets())));
      statements.addAll(
          MySqlSql.admit(instance.database(), MySqlAccounts.of(user.getKey()), verifiers));
    }
    var file = firstStatements(files);
    StateFile.writeUnsynced(file, MySqlSql.script(statements), StateFile.PRIVATE);
    Trees.give(file, SystemUsers.engineUser());
  }

  private static Path firstStatements(InstanceFiles files) {
    return files.directory().resolve("first.sql");
  }

  private String verifier(Sensitive<String> password) {
    var salt = new byte[20];
    random.nextBytes(salt);
    return CachingSha2Verifier.of(password, salt);
  }

  /** Only an id of the server that the backup was made by: the first start does the rest. */
  @Override
  public void takeOver(InstanceFiles files, InstanceRecord instance, Path programs) {
    delete(files.data().resolve("auto.cnf"));
  }

  private static void delete(Path file) {
    try {
      var _ = Files.deleteIfExists(file);
    } catch (IOException e) {
      throw StateFile.failure("delete", file, e);
    }
  }

  /** Certificates: settings are looked at by {@link #admit}, whatever came in between. */
  @Override
  public void reload(InstanceFiles files, InstanceRecord instance) {
    try (var session = administer(instance)) {
      session.run(List.of(MySqlSql.reloadCertificates()));
    } catch (SQLException e) {
      throw unanswering(instance, e);
    }
  }

  @Override
  public void name(
      InstanceFiles files,
      InstanceRecord instance,
      Optional<LocalBackups.Contents> previous,
      List<Login> logins) {
    delete(firstStatements(files));
    var old =
        previous
            .map(LocalBackups.Contents::database)
            .filter(name -> !name.equals(instance.database()));
    if (old.isPresent()) {
      try (var session = administer(instance)) {
        new MySqlRestore(session, instance, old.get()).move();
      } catch (SQLException e) {
        throw unanswering(instance, e);
      }
    }
  }

  @Override
  public void admit(InstanceFiles files, InstanceRecord instance, List<Login> logins) {
    try {
      if (isNew(instance) && users.allIn(instance, logins)) {
        return;
      }
      try (var session = administer(instance)) {
        MySqlTuning.settle(session, conf(files, instance));
        users.admit(session, files, instance, logins, startOf(files), this::verifier);
        MySqlTuning.open(session, instance, logins);
      }
      users.verify(instance, logins);
    } catch (SQLException e) {
      throw unanswering(instance, e);
    }
  }

  /** Tells one start of a server from another. */
  private String startOf(InstanceFiles files) {
    return server.find(files).map(it -> it.pid() + "-" + it.startTicks()).orElse("");
  }

  @Override
  public void bringUpToDate(InstanceFiles files, InstanceRecord instance) {
    try (var session = administer(instance)) {
      MySqlZones.ensure(session, instance.id());
      users.bringOver(session, files, instance);
    } catch (SQLException e) {
      throw unanswering(instance, e);
    }
  }

  /** Whether it has the logins of its first statements and no others. */
  private static boolean isNew(InstanceRecord instance) {
    return instance.phase() == InstanceRecord.Phase.CREATING
        && instance.backup().isEmpty()
        && instance.readTuning().equals(Tuning.NONE);
  }

  @Override
  public void applyWritable(InstanceFiles files, InstanceRecord instance) {
    var _ = files.tellEngine(MySqlServer.conf(files), conf(files, instance).text());
    if (server.findQuickly(files).isEmpty()) {
      return;
    }
    try (var session = administer(instance)) {
      users.setReadOnly(session, !instance.isWritable());
    } catch (SQLException e) {
      throw unanswering(instance, e);
    }
  }

  private MySqlSession administer(InstanceRecord instance) throws SQLException {
    return MySqlSession.administer(
        instance.port(), adminPasswords.apply(instance.administeredAs()), authority);
  }

  private static ProblemException unanswering(InstanceRecord instance, SQLException cause) {
    return EngineProcess.unanswering(
        instance,
        String.valueOf(cause.getMessage()).lines().findFirst().orElse("no reason"),
        cause);
  }

  @Override
  public Optional<ProcessIdentity> find(InstanceFiles files) {
    return server.find(files);
  }

  @Override
  public LocalState state(InstanceFiles files, InstanceRecord instance) {
    var identity = server.findQuickly(files);
    if (identity.isEmpty()) {
      return new LocalState(
          Observed.State.FAILED,
          "MySQL is not running; its log ends with: "
              + MySqlServer.withoutPrefix(EngineProcess.lastLine(EngineProcess.logEnd(files))));
    }
    return server.isStarted(files, identity.get())
        ? LocalState.running()
        : new LocalState(Observed.State.STARTING, "MySQL is starting.");
  }

  @Override
  public void start(InstanceFiles files, InstanceRecord instance, Path programs) {
    var first =
        Optional.of(firstStatements(files))
            .filter(it -> instance.phase() == InstanceRecord.Phase.CREATING);
    server.start(files, instance, programs, first);
  }

  @Override
  public void stop(InstanceFiles files) {
    sessions.forget(files.directory().getFileName().toString());
    server.stop(files);
  }

  private static void end(MySqlSession session, String number) {
    try {
      session.run(List.of(MySqlSql.kill(Long.parseLong(number))));
    } catch (SQLException gone) {
      LOG.debug("Session {} ended by itself: {}", number, gone.getMessage());
    }
  }

  /** By the session that is kept for its figures: with all connections taken, none is to be had. */
  @Override
  public void endHalfLogins(InstanceFiles files, InstanceRecord instance) {
    int size = server.findQuickly(files).map(Tally::threads).orElse(0);
    if (size == 0 || (sessions.has(instance) && !looks.isDue(instance.id(), size))) {
      return;
    }
    try {
      int ended =
          sessions.ask(
              instance,
              () -> administer(instance),
              session -> {
                var now = session.names(MySqlSql.halfLogins());
                looks.done(instance.id(), size, now.size() <= HalfLogins.HARMLESS);
                var stuck = halfLogins.look(instance.id(), now);
                for (var each : stuck) {
                  end(session, each);
                }
                return stuck.size();
              });
      if (ended > 0) {
        LOG.warn("{}: {} logins that do not go on were ended", instance.id(), ended);
      }
    } catch (SQLException e) {
      LOG.debug("Logins of {} are not looked at: {}", instance.id(), e.getMessage());
    }
  }

  @Override
  public Map<String, String> settings(InstanceRecord instance) {
    try (var session = administer(instance)) {
      var all = session.texts(MySqlSql.settings());
      all.keySet().retainAll(MySqlCatalogue.ALL.names());
      return all;
    } catch (SQLException e) {
      LOG.debug("No settings of {}: {}", instance.id(), e.getMessage());
      return Map.of();
    }
  }

  @Override
  public Optional<Statistics> statistics(InstanceFiles files, InstanceRecord instance) {
    try {
      return Optional.of(
          MySqlStatistics.of(
              sessions.ask(
                  instance,
                  () -> administer(instance),
                  session -> session.texts(MySqlSql.statistics()))));
    } catch (SQLException e) {
      LOG.debug("No statistics of {}: {}", instance.id(), e.getMessage());
      return Optional.empty();
    }
  }
}
