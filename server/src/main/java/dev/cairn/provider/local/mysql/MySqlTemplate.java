package dev.cairn.provider.local.mysql;

import dev.cairn.core.Problem;
import dev.cairn.core.Sentence;
import dev.cairn.core.StateFile;
import dev.cairn.engine.mysql.MySqlCommands;
import dev.cairn.engine.mysql.MySqlSql;
import dev.cairn.process.Command;
import dev.cairn.process.Processes;
import dev.cairn.provider.local.files.Disk;
import dev.cairn.provider.local.files.Trees;
import dev.cairn.provider.local.instance.InstanceFiles;
import dev.cairn.provider.local.instance.PreparedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A data directory for each version, made once by {@code mysqld --initialize} and copied for each
 * new database. Holds no password, no key and no server id ({@code auto.cnf}): nobody can log in to
 * it, and each copy makes an id of its own when it starts.
 */
public final class MySqlTemplate {
  private static final Logger LOG = LoggerFactory.getLogger(MySqlTemplate.class);

  private final Processes processes;
  private final PreparedData prepared;

  public MySqlTemplate(Path engines, Processes processes, Disk disk) {
    this.processes = processes;
    this.prepared = new PreparedData(engines.resolve("mysql"), processes, disk);
  }

  /** The template of a version; prepared where it is not there. Others wait meanwhile. */
  Path ensure(String version, Path bin, Consumer<String> progress) {
    return prepared.ensure(version, partial -> prepare(version, bin, partial, progress));
  }

  /** Fills a new data directory: with the spare copy where there is one, else by copying. */
  void fill(String version, Path bin, InstanceFiles files, Consumer<String> progress) {
    prepared.fill(ensure(version, bin, progress), files);
  }

  /** Has the next data directory ready before it is asked for. Returns at once. */
  void keepSpare(String version) {
    prepared.keepSpare(version);
  }

  private Path prepare(String version, Path bin, Path partial, Consumer<String> progress)
      throws IOException {
    progress.accept("preparing MySQL " + version);
    var statements = partial.resolveSibling("template.sql");
    Trees.delete(partial);
    Files.createDirectory(partial);
    Files.setPosixFilePermissions(partial, PosixFilePermissions.fromString("rwx------"));
    Trees.give(partial, PreparedData.user());
    StateFile.write(statements, MySqlSql.script(MySqlSql.prepareTemplate()), StateFile.PUBLIC);
    var outcome =
        processes.run(
            Command.of(MySqlCommands.initialize(bin, partial, statements))
                .in(partial)
                .as(PreparedData.user())
                .marked(new InstanceFiles(partial).mark())
                .within(Duration.ofMinutes(5)));
    if (!outcome.succeeded() || outcome.output().contains("[ERROR]")) {
      throw MySqlLibraries.find(outcome.output())
          .map(MySqlLibraries::problem)
          .orElseGet(
              () ->
                  Problem.failed(
                      "initialize-failed",
                      "mysqld --initialize failed: "
                          + Sentence.ended(MySqlServer.lastError(outcome.output())),
                      "Free disk space if it is full, check the binaries in "
                          + bin
                          + ", and retry."))
          .toException();
    }
    Files.delete(partial.resolve("auto.cnf"));
    LOG.info("Prepared MySQL {}", version);
    return partial;
  }
}
