package dev.cairn.provider.local.postgres;

import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.core.Sensitive;
import dev.cairn.core.Sentence;
import dev.cairn.core.StateFile;
import dev.cairn.engine.Postgres;
import dev.cairn.engine.postgres.PostgresAccess;
import dev.cairn.engine.postgres.PostgresCommands;
import dev.cairn.engine.postgres.PostgresConf;
import dev.cairn.engine.postgres.PostgresSql;
import dev.cairn.process.Command;
import dev.cairn.process.Processes;
import dev.cairn.provider.local.files.Disk;
import dev.cairn.provider.local.files.Trees;
import dev.cairn.provider.local.instance.Administrator;
import dev.cairn.provider.local.instance.CertificateFiles;
import dev.cairn.provider.local.instance.EngineGroups;
import dev.cairn.provider.local.instance.InstanceFiles;
import dev.cairn.provider.local.instance.Ports;
import dev.cairn.provider.local.instance.PreparedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A data directory for each version, made once by {@code initdb} and copied for each new database.
 * Holds the application's user and database under stand-in names. All copies share a system
 * identifier, which only matters to replication between them.
 */
public final class PostgresTemplate {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresTemplate.class);

  private final PostgresServer server;
  private final Processes processes;
  private final CertificateFiles certificates;
  private final Sensitive<String> password;
  private final PreparedData prepared;

  public PostgresTemplate(
      Path engines,
      PostgresServer server,
      Processes processes,
      Disk disk,
      CertificateFiles certificates,
      Sensitive<String> password) {
    this.server = server;
    this.processes = processes;
    this.certificates = certificates;
    this.password = password;
    this.prepared = new PreparedData(engines.resolve("postgres"), processes, disk);
  }

  /** The administrator's password in every template. */
  Sensitive<String> password() {
    return password;
  }

  /** The template of a version; prepared where it is not there. Others wait meanwhile. */
  Path ensure(String major, Path bin, Consumer<String> progress) {
    return prepared.ensure(major, partial -> prepare(major, bin, partial, progress));
  }

  /** Fills a new data directory: with the spare copy where there is one, else by copying. */
  void fill(String major, Path bin, InstanceFiles files, Consumer<String> progress) {
    prepared.fill(ensure(major, bin, progress), files);
  }

  /** Has the next data directory ready before it is asked for. Returns at once. */
  void keepSpare(String major) {
    prepared.keepSpare(major);
  }

  private Path prepare(String major, Path bin, Path partial, Consumer<String> progress)
      throws IOException {
    progress.accept("preparing PostgreSQL " + major);
    var files = new InstanceFiles(partial);
    Trees.delete(files.directory());
    Files.createDirectories(files.directory());
    Files.setPosixFilePermissions(files.directory(), PosixFilePermissions.fromString("rwx--x--x"));
    initdb(bin, files);
    int port = Ports.pick(Set.of());
    certificates.ensure(files, Optional.empty());
    var type = Postgres.INSTANCE.types().getFirst();
    files.tellEngine(
        files.data().resolve("postgresql.conf"),
        new PostgresConf(type, Bytes.ofGib(20), port, Optional.empty(), files.tls(), true).text());
    files.tellEngine(
        files.data().resolve("pg_hba.conf"),
        new PostgresAccess("app", List.of("app"), List.of()).text());
    server.start(files, bin, port);
    try {
      var admin = new Administrator(port, password, certificates.authority());
      PostgresSession.administerEach(
          admin, PostgresSql.ADMIN_DATABASE, PostgresSql.prepareTemplate());
      if (major.equals("14")) {
        PostgresSession.administerEach(
            admin, PostgresSql.TEMPLATE_NAME, PostgresSql.ownPublicSchema());
      }
    } catch (SQLException e) {
      throw Problem.failed(
              "template-not-prepared",
              "Could not prepare PostgreSQL " + major + ": " + Sentence.because(e),
              "Read " + files.log() + " and retry.")
          .toException(e);
    } finally {
      server.stop(files);
      new EngineGroups(processes).end(files);
    }
    Files.deleteIfExists(files.data().resolve("postmaster.opts"));
    LOG.info("Prepared PostgreSQL {}", major);
    return files.data();
  }

  private void initdb(Path bin, InstanceFiles files) throws IOException {
    Files.createDirectory(files.data());
    Files.setPosixFilePermissions(files.data(), PosixFilePermissions.fromString("rwx------"));
    Trees.give(files.data(), PreparedData.user());
    var passwordFile = files.directory().resolve("password");
    StateFile.write(passwordFile, password.reveal() + "\n", StateFile.PRIVATE);
    Trees.give(passwordFile, PreparedData.user());
    try {
      var outcome =
          processes.run(
              Command.of(PostgresCommands.initdb(bin, files.data(), passwordFile))
                  .in(files.data())
                  .as(PreparedData.user())
                  .marked(files.mark())
                  .within(Duration.ofMinutes(3)));
      if (!outcome.succeeded()) {
        throw Problem.failed(
                "initdb-failed",
                "initdb failed: " + Sentence.ended(outcome.lastLine()),
                "Free disk space if it is full, check the binaries in " + bin + ", and retry.")
            .toException();
      }
    } finally {
      Files.delete(passwordFile);
    }
  }
}
