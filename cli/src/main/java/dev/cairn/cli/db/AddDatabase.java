package dev.cairn.cli.db;

import dev.cairn.api.ApiClient;
import dev.cairn.cli.session.ChangeCommand;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cairn db add}. */
@Command(
    name = "add",
    description =
        "Add a database to a stage; its application is deployed again with the new variables.")
public final class AddDatabase extends ChangeCommand {
  @Parameters(index = "0", paramLabel = "STACK/STAGE", description = "The stage.")
  private String stage;

  @Parameters(
      index = "1",
      paramLabel = "ENGINE",
      description = "The engine: postgres, mysql or redis.")
  private String engine;

  @Option(
      names = "--version",
      paramLabel = "V",
      description = "The engine's version; see cairn db types.")
  private Optional<String> version = Optional.empty();

  @Mixin private SizeOptions size = new SizeOptions();

  @Option(
      names = "--cache-only",
      description = "Redis without persistence: it may forget, as a cache does.")
  private boolean cacheOnly;

  @Option(
      names = "--from-backup",
      paramLabel = "NAME",
      description = "Bring a removed database back; see cairn backup list.")
  private Optional<String> fromBackup = Optional.empty();

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "A setting of the engine; may be given several times. See cairn db set.")
  private List<String> settings = List.of();

  @Option(
      names = "--create-databases",
      description = "Let the application's user create databases of its own; see cairn db set.")
  private boolean createDatabases;

  @Option(
      names = "--replica-of",
      paramLabel = "DB",
      description =
          "A read-only copy that follows that database, STACK/STAGE/ENGINE; PostgreSQL and MySQL."
              + " Of the other options only --type and --storage go with it.")
  private Optional<String> replicaOf = Optional.empty();

  @Override
  protected void run(ApiClient api) {
    var accepted =
        api.addDatabase(
            stage,
            new dev.cairn.api.AddDatabase(
                engine,
                version,
                size.type,
                size.storage,
                Optional.of(true).filter(it -> cacheOnly),
                fromBackup,
                Assignments.read(settings),
                Optional.of(true).filter(it -> createDatabases),
                replicaOf));
    follow(
        api,
        accepted.operation(),
        "Added " + stage + "/" + engine + ". See its variables with: cairn env " + stage);
  }
}
