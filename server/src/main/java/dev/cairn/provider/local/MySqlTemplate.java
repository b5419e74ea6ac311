package dev.cairn.provider.local;

import dev.cairn.core.Problem;
import dev.cairn.core.StateFile;
import dev.cairn.engine.mysql.MySqlCommands;
import dev.cairn.engine.mysql.MySqlSql;
import dev.cairn.process.Command;
import dev.cairn.process.Processes;
import dev.cairn.process.SystemUsers;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A data directory for each version, made once by {@code mysqld --initialize} and copied for each
 * new database. Holds no password, no key and no server id ({@code auto.cnf}): nobody can log in to
 * it, and each copy makes an id of its own when it starts.
 */
final class MySqlTemplate {
  private static final Logger LOG = LoggerFactory.getLogger(MySqlTemplate.class);

  private final Path engines;
  private final Processes processes;
  private final Disk disk;
  private final SpareCopies spares;
  private final ReentrantLock preparing = new ReentrantLock();

  MySqlTemplate(Path engines, Processes processes, Disk disk) {
    this.engines = engines;
    this.processes = processes;
    this.disk = disk;
    this.spares = new SpareCopies(disk);
  }

  /** The template of a version; prepared where it is not there. Others wait meanwhile. */
  Path ensure(String version, Path bin, Consumer<String> progress) {
    var template = template(version);
    if (Files.isDirectory(template)) {
      return template;
    }
    preparing.lock();
    try {
      Files.createDirectories(template.resolveSibling(".").normalize());
      try (var file =
              FileChannel.open(
                  template.resolveSibling("template.lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          var held = file.lock()) {
        if (held.isValid() && !Files.isDirectory(template)) {
          prepare(version, bin, template, progress);
        }
      }
      return template;
    } catch (IOException e) {
      throw StateFile.failure("prepare", template, e);
    } finally {
      preparing.unlock();
    }
  }

  /** Fills a new data directory: with the spare copy where there is one, else by copying. */
  void fill(String version, Path bin, Path data, Consumer<String> progress) {
    var template = ensure(version, bin, progress);
    if (!spares.take(template, data)) {
      Trees.copy(template, data);
    }
  }

  /** Has the next data directory ready before it is asked for. Returns at once. */
  void keepSpare(String version) {
    spares.keep(template(version));
  }

  private Path template(String version) {
    return engines.resolve("mysql").resolve(version).resolve("template");
  }

  private void prepare(String version, Path bin, Path template, Consumer<String> progress)
      throws IOException {
    progress.accept("preparing MySQL " + version);
    var fresh = template.resolveSibling("template.partial");
    var statements = template.resolveSibling("template.sql");
    Trees.delete(fresh);
    Files.createDirectory(fresh);
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwx------"));
    Trees.give(fresh, SystemUsers.engineUser());
    StateFile.write(statements, MySqlSql.script(MySqlSql.prepareTemplate()), StateFile.PUBLIC);
    var outcome =
        processes.run(
            Command.of(MySqlCommands.initialize(bin, fresh, statements))
                .in(fresh)
                .as(SystemUsers.engineUser())
                .within(Duration.ofMinutes(5)));
    if (!outcome.succeeded() || outcome.output().contains("[ERROR]")) {
      throw MySqlLibraries.find(outcome.output())
          .map(MySqlLibraries::problem)
          .orElseGet(
              () ->
                  Problem.failed(
                      "initialize-failed",
                      "mysqld --initialize failed: "
                          + MySqlServer.lastError(outcome.output())
                          + ".",
                      "Free disk space if it is full, check the binaries in "
                          + bin
                          + ", and retry."))
          .toException();
    }
    Files.delete(fresh.resolve("auto.cnf"));
    disk.sync(fresh);
    Files.move(fresh, template, StandardCopyOption.ATOMIC_MOVE);
    StateFile.sync(template.resolveSibling(".").normalize());
    LOG.info("Prepared MySQL {} in {}", version, template);
  }
}
