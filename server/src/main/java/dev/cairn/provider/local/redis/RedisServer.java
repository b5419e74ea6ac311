package dev.cairn.provider.local.redis;

import dev.cairn.core.Problem;
import dev.cairn.core.Sentence;
import dev.cairn.core.StateFile;
import dev.cairn.engine.redis.RedisCommands;
import dev.cairn.engine.redis.RedisConf;
import dev.cairn.engine.redis.RedisEnd;
import dev.cairn.engine.redis.RedisInfo;
import dev.cairn.process.ProcessIdentity;
import dev.cairn.process.Processes;
import dev.cairn.process.Signal;
import dev.cairn.provider.local.instance.Administrator;
import dev.cairn.provider.local.instance.EngineProcess;
import dev.cairn.provider.local.instance.Gateways;
import dev.cairn.provider.local.instance.InstanceFiles;
import dev.cairn.provider.local.instance.InstanceRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Redis process of one instance: looked for, started, stopped. Has no state. Redis keeps no
 * lock on its data: {@link #find} before a start is what keeps two servers from one directory.
 */
public final class RedisServer {
  private static final Logger LOG = LoggerFactory.getLogger(RedisServer.class);
  private static final Duration STOP = Duration.ofSeconds(30);

  /** For whoever looks at many, one after another. */
  static final Duration PATIENCE = Duration.ofMillis(500);

  private static final Duration LONGEST_READING = Duration.ofMinutes(10);

  private final EngineProcess process;

  /** Those that were seen to have read their data. */
  private final Map<Path, ProcessIdentity> ready = new ConcurrentHashMap<>();

  /** Debian's {@code redis-server} is a link to the checking program, Valkey's the same. */
  public RedisServer(Processes processes) {
    this.process =
        new EngineProcess(
            processes,
            "Redis",
            "redis-server",
            "redis-check-rdb",
            "redis-check-aof",
            "valkey-server",
            "valkey-check-rdb",
            "valkey-check-aof");
  }

  Optional<ProcessIdentity> find(InstanceFiles files) {
    return process.find(files);
  }

  /** As {@link #find}, without looking through all processes of the machine. */
  Optional<ProcessIdentity> findQuickly(InstanceFiles files) {
    return process.findRecorded(files);
  }

  /** What it says of itself; empty where it does not answer within half a second. */
  Optional<RedisInfo> ask(Administrator admin) {
    try (var session = RedisSession.administrator(admin, PATIENCE)) {
      return Optional.of(session.info());
    } catch (RedisFailure silent) {
      LOG.debug("Port {} does not answer: {}", admin.port(), silent.getMessage());
      return Optional.empty();
    }
  }

  /**
   * Starts it where it does not run, and waits until it has read its data and answers.
   *
   * @throws dev.cairn.core.ProblemException {@code port-taken}, {@code disk-full}, {@code
   *     data-damaged}, {@code engine-start-failed}; {@code timed-out} while it still reads
   */
  void start(InstanceFiles files, InstanceRecord instance, Path program, Administrator admin) {
    var running =
        switch (instance.phase()) {
          // Whatever ran was ended when its making began.
          case CREATING -> Optional.<ProcessIdentity>empty();
          case CREATED, BACKED_UP -> find(files);
        };
    // One that was killed this moment may still be found: then it ends, and another is started.
    if (running.filter(it -> answersOrEnds(files, instance, it, admin)).isPresent()) {
      return;
    }
    long logged = EngineProcess.logSize(files);
    if (!answersOrEnds(files, instance, launch(files, instance, program), admin)) {
      throw whyEnded(files, program, EngineProcess.logSince(files, logged), instance.port())
          .toException();
    }
  }

  /** False where it ended. */
  private boolean answersOrEnds(
      InstanceFiles files, InstanceRecord instance, ProcessIdentity identity, Administrator admin) {
    process.record(files, identity);
    return process.awaitReady(identity, instance.port(), () -> isReady(instance, admin));
  }

  /**
   * Whether one that runs still reads its data: asked of those started a while ago at most, until
   * they have.
   */
  boolean isReading(InstanceFiles files, Administrator admin) {
    var server = findQuickly(files);
    if (!wasRecordedWithin(files, LONGEST_READING)
        || server.filter(it -> it.equals(ready.get(files.directory()))).isPresent()) {
      return false;
    }
    boolean isReading = ask(admin).filter(it -> !it.isLoading()).isEmpty();
    if (!isReading) {
      server.ifPresent(it -> ready.put(files.directory(), it));
    }
    return isReading;
  }

  private static boolean wasRecordedWithin(InstanceFiles files, Duration time) {
    try {
      var recorded = Files.getLastModifiedTime(files.process()).toInstant();
      return recorded.plus(time).isAfter(Instant.now());
    } catch (NoSuchFileException gone) {
      return false;
    } catch (IOException e) {
      throw StateFile.failure("look at", files.process(), e);
    }
  }

  private boolean isReady(InstanceRecord instance, Administrator admin) {
    boolean isEmpty =
        switch (instance.phase()) {
          case CREATING -> instance.backup().isEmpty();
          case CREATED, BACKED_UP -> false;
        };
    // With nothing to read it is ready once it listens; the first login comes right after.
    return isEmpty
        ? Gateways.answers("127.0.0.1", instance.tlsPort().orElseThrow())
        : ask(admin).filter(it -> !it.isLoading()).isPresent();
  }

  private ProcessIdentity launch(InstanceFiles files, InstanceRecord instance, Path program) {
    instance.ports().forEach(EngineProcess::requireFree);
    removeHalfRewritten(files);
    var conf = files.directory().resolve(RedisConf.FILE);
    return process.launch(files, RedisCommands.server(program, conf), instance.port());
  }

  /** What a server that was killed while it rewrote has left; Redis itself never looks at it. */
  private static void removeHalfRewritten(InstanceFiles files) {
    try (var left = Files.newDirectoryStream(files.data(), RedisConf.REWRITING + "*")) {
      for (var file : left) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw StateFile.failure("clear", files.data(), e);
    }
  }

  private Problem whyEnded(InstanceFiles files, Path program, String said, int port) {
    return switch (RedisEnd.of(said)) {
      case DATA_DAMAGED ->
          Problem.failed(
              "data-damaged",
              "Redis cannot read its data in "
                  + files.data()
                  + ": "
                  + Sentence.ended(RedisEnd.lastWords(said)),
              "Cairn leaves them as they are. To cut them off where they are damaged, losing what"
                  + " was written after, keep a copy and repair them: "
                  + RedisCommands.repair(program, appendOnlyFile(files)));
      case PORT_TAKEN, DISK_FULL, OTHER -> process.whyEnded(files, said, port, RedisEnd::lastWords);
    };
  }

  /** From 7.0 on a directory with a manifest, before that one file. */
  private static Path appendOnlyFile(InstanceFiles files) {
    var manifest = files.data().resolve("appendonlydir").resolve("appendonly.aof.manifest");
    return Files.exists(manifest) ? manifest : files.data().resolve("appendonly.aof");
  }

  /** Asks it to end: it brings what it has to disk first. What does not end is made to. */
  void stop(InstanceFiles files) {
    find(files).ifPresent(identity -> process.stop(files, identity, Map.of(Signal.TERM, STOP)));
  }
}
