package dev.cairn.provider.local.redis;

import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.StateFile;
import dev.cairn.engine.Engine;
import dev.cairn.engine.Redis;
import dev.cairn.engine.redis.RedisAcl;
import dev.cairn.engine.redis.RedisBuild;
import dev.cairn.engine.redis.RedisConf;
import dev.cairn.engine.redis.RedisEnd;
import dev.cairn.engine.redis.RedisInfo;
import dev.cairn.process.ProcessIdentity;
import dev.cairn.process.SystemUsers;
import dev.cairn.process.Tally;
import dev.cairn.provider.Login;
import dev.cairn.provider.Observed;
import dev.cairn.provider.Statistics;
import dev.cairn.provider.VersionOffer;
import dev.cairn.provider.local.files.Trees;
import dev.cairn.provider.local.instance.Administrator;
import dev.cairn.provider.local.instance.EngineProcess;
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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Redis, or Valkey, as processes of this machine. An instance begins with an empty directory; its
 * users are in a file beside its data, so data of a backup need no other name.
 */
public final class RedisEngine implements LocalEngine {
  private static final Logger LOG = LoggerFactory.getLogger(RedisEngine.class);

  private final RedisBinaries binaries;
  private final RedisServer server;
  private final RedisLogins logins;
  private final Function<InstanceRecord, Administrator> administrators;
  private final KeptSessions<RedisSession, RedisFailure> sessions = new KeptSessions<>();
  private final Looks looks = new Looks();

  public RedisEngine(
      RedisBinaries binaries,
      RedisServer server,
      RedisLogins logins,
      Function<InstanceRecord, Administrator> administrators) {
    this.binaries = binaries;
    this.server = server;
    this.logins = logins;
    this.administrators = administrators;
  }

  @Override
  public Engine engine() {
    return Redis.INSTANCE;
  }

  @Override
  public List<VersionOffer> offers() {
    return binaries.offers();
  }

  /** The server's program itself. */
  @Override
  public Path programs(String version, Consumer<String> progress) {
    return binaries.ensure(version, progress).path();
  }

  @Override
  public void prepare(String version, Path programs, Consumer<String> progress) {
    LOG.debug("Redis {} is {}; it needs nothing prepared", version, programs);
  }

  @Override
  public void keepSpare(String version) {
    LOG.debug("An empty directory is soon made: none is kept for Redis {}", version);
  }

  @Override
  public void fill(
      InstanceFiles files, InstanceRecord instance, Path programs, Consumer<String> progress) {
    try {
      Files.createDirectory(files.data());
      Files.setPosixFilePermissions(files.data(), PosixFilePermissions.fromString("rwx------"));
      Trees.give(files.data(), SystemUsers.engineUser());
    } catch (IOException e) {
      throw StateFile.failure("create", files.data(), e);
    }
  }

  @Override
  public String startSettings(InstanceFiles files, InstanceRecord instance) {
    return conf(files, instance).fixedText();
  }

  @Override
  public boolean configure(InstanceFiles files, InstanceRecord instance, List<Login> wanted) {
    requireRoom(files, instance);
    boolean users = logins.write(files, acl(instance, wanted));
    return writeConf(files, instance) || users;
  }

  private static boolean writeConf(InstanceFiles files, InstanceRecord instance) {
    return files.tellEngine(
        files.directory().resolve(RedisConf.FILE), conf(files, instance).text());
  }

  private static RedisConf conf(InstanceFiles files, InstanceRecord instance) {
    return new RedisConf(
        instance.instanceType(),
        instance.cacheOnly(),
        !instance.isWritable(),
        instance.port(),
        instance.tlsPort().orElseThrow(),
        instance.findGateway(),
        files.directory(),
        instance.readTuning());
  }

  private RedisAcl acl(InstanceRecord instance, List<Login> wanted) {
    return RedisLogins.acl(
        RedisBuild.ofName(instance.version()), wanted, administrators.apply(instance).password());
  }

  /** Refuses a type that has less memory than the data take: the kernel would end the server. */
  private void requireRoom(InstanceFiles files, InstanceRecord instance) {
    long most = RedisConf.memoryForData(instance.instanceType());
    if (instance.cacheOnly() || server.findQuickly(files).isEmpty()) {
      return;
    }
    server
        .ask(administrators.apply(instance))
        .filter(it -> it.usedMemory() > most)
        .filter(it -> it.maxMemory() > most || isFullOfAnother(files, instance, it))
        .ifPresent(
            it -> {
              throw Problem.conflict(
                      "type-too-small",
                      instance.id()
                          + " holds "
                          + new Bytes(it.usedMemory())
                          + ", more than the "
                          + new Bytes(most)
                          + " that "
                          + instance.type()
                          + " has for data.",
                      "Choose a larger type, or delete keys first.")
                  .toException();
            });
  }

  /** The memory of one that refuses writes does not tell its type; what was written before does. */
  private static boolean isFullOfAnother(
      InstanceFiles files, InstanceRecord instance, RedisInfo info) {
    return info.maxMemory() == RedisConf.REFUSING
        && !StateFile.find(files.directory().resolve(RedisConf.FILE))
            .equals(Optional.of(conf(files, instance).text()));
  }

  @Override
  public boolean hasFewFiles() {
    return true;
  }

  @Override
  public void takeOver(InstanceFiles files, InstanceRecord instance, Path programs) {
    LOG.debug("{} takes over data in which no user is written", instance.id());
  }

  @Override
  public void reload(InstanceFiles files, InstanceRecord instance) {
    reload(files, instance, RedisSession.ANSWER);
  }

  private void reload(InstanceFiles files, InstanceRecord instance, Duration patience) {
    var conf = conf(files, instance);
    try (var session = session(instance, patience)) {
      RedisTuning.takeBack(session, conf.takenBack(RedisBuild.ofName(instance.version())));
      if (RedisTuning.take(session, conf.live())) {
        LOG.info("{} took new settings without a restart", instance.id());
      }
    } catch (RedisFailure e) {
      throw unanswering(instance, e);
    }
  }

  @Override
  public Map<String, String> settings(InstanceRecord instance) {
    try (var session = session(instance, RedisServer.PATIENCE)) {
      return RedisTuning.settings(session);
    } catch (RedisFailure e) {
      LOG.debug("No settings of {}: {}", instance.id(), e.getMessage());
      return Map.of();
    }
  }

  @Override
  public void name(
      InstanceFiles files,
      InstanceRecord instance,
      Optional<LocalBackups.Contents> previous,
      List<Login> wanted) {
    LOG.debug("{} knows its users from the start", instance.id());
  }

  @Override
  public void admit(InstanceFiles files, InstanceRecord instance, List<Login> wanted) {
    try {
      switch (instance.phase()) {
        case CREATING -> LOG.debug("{} has just read who may log in", instance.id());
        case CREATED, BACKED_UP -> admitNow(files, instance, wanted);
      }
      logins.verify(instance, wanted);
    } catch (RedisFailure e) {
      throw unanswering(instance, e);
    }
  }

  private void admitNow(InstanceFiles files, InstanceRecord instance, List<Login> wanted)
      throws RedisFailure {
    try (var session = session(instance, RedisSession.ANSWER)) {
      logins.admit(files, instance, acl(instance, wanted), session);
    }
  }

  @Override
  public void applyWritable(InstanceFiles files, InstanceRecord instance) {
    var _ = writeConf(files, instance);
    if (server.findQuickly(files).isPresent()) {
      reload(files, instance, RedisServer.PATIENCE);
    }
  }

  /** Rewrites the append-only file: what was overwritten or deleted takes no room then. */
  @Override
  public void makeRoom(InstanceFiles files, InstanceRecord instance) {
    if (server.findQuickly(files).isEmpty()) {
      return;
    }
    try (var session = session(instance, RedisServer.PATIENCE)) {
      var info = session.info();
      if (info.shrinksWhenRewritten()
          && files.directory().toFile().getUsableSpace() > info.dataset() * 2) {
        LOG.info("{}: {}", instance.id(), session.text("BGREWRITEAOF"));
      }
    } catch (RedisFailure e) {
      LOG.debug("{} rewrites nothing: {}", instance.id(), e.getMessage());
    }
  }

  /** By the session that is kept for its figures: with all connections taken, none is to be had. */
  @Override
  public void endHalfLogins(InstanceFiles files, InstanceRecord instance) {
    int size = server.findQuickly(files).map(Tally::descriptors).orElse(0);
    if (size == 0 || (sessions.has(instance) && !looks.isDue(instance.id(), size))) {
      return;
    }
    try {
      long ended =
          sessions.ask(
              instance,
              () -> session(instance, RedisServer.PATIENCE),
              session -> {
                var info = session.info();
                boolean calm = info.connections() <= info.maxConnections() / 2;
                looks.done(instance.id(), size, calm);
                return calm ? 0L : session.endStrangers();
              });
      if (ended > 0) {
        LOG.warn("{}: {} connections that did not log in were ended", instance.id(), ended);
      }
    } catch (RedisFailure e) {
      LOG.debug("Logins of {} are not looked at: {}", instance.id(), e.getMessage());
    }
  }

  private RedisSession session(InstanceRecord instance, Duration patience) throws RedisFailure {
    return RedisSession.administrator(administrators.apply(instance), patience);
  }

  private static ProblemException unanswering(InstanceRecord instance, RedisFailure cause) {
    return EngineProcess.unanswering(instance, String.valueOf(cause.getMessage()), cause);
  }

  @Override
  public Optional<ProcessIdentity> find(InstanceFiles files) {
    return server.find(files);
  }

  @Override
  public LocalState state(InstanceFiles files, InstanceRecord instance) {
    if (server.findQuickly(files).isEmpty()) {
      return new LocalState(
          Observed.State.FAILED,
          "Redis is not running; its log ends with: "
              + RedisEnd.lastWords(EngineProcess.logEnd(files)));
    }
    return server.isReading(files, administrators.apply(instance))
        ? new LocalState(Observed.State.STARTING, "Redis reads its data.")
        : LocalState.running();
  }

  @Override
  public void start(InstanceFiles files, InstanceRecord instance, Path programs) {
    server.start(files, instance, programs, administrators.apply(instance));
  }

  @Override
  public void stop(InstanceFiles files) {
    sessions.forget(files.directory().getFileName().toString());
    server.stop(files);
  }

  @Override
  public Optional<Statistics> statistics(InstanceFiles files, InstanceRecord instance) {
    try {
      var info =
          sessions.ask(instance, () -> session(instance, RedisServer.PATIENCE), RedisSession::info);
      return Optional.of(
          new Statistics(
              Math.max(0, info.connections() - 1),
              info.maxConnections(),
              info.commands(),
              info.hits(),
              info.misses(),
              Optional.of(new Bytes(info.usedMemory()))));
    } catch (RedisFailure e) {
      LOG.debug("No statistics of {}: {}", instance.id(), e.getMessage());
      return Optional.empty();
    }
  }
}
