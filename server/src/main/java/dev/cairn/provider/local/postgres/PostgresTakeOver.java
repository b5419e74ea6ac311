package dev.cairn.provider.local.postgres;

import dev.cairn.core.Problem;
import dev.cairn.core.Sensitive;
import dev.cairn.engine.postgres.PostgresAccess;
import dev.cairn.engine.postgres.PostgresCommands;
import dev.cairn.engine.postgres.PostgresSql;
import dev.cairn.process.Command;
import dev.cairn.process.Processes;
import dev.cairn.provider.local.instance.EngineGroups;
import dev.cairn.provider.local.instance.InstanceFiles;
import dev.cairn.provider.local.instance.InstanceRecord;
import java.nio.file.Path;
import java.time.Duration;

/** Makes the data of a backup be administered by Cairn, which may not know its administrator. */
record PostgresTakeOver(
    Processes processes, PostgresAdministration administration, PostgresLogins logins) {

  /** In single-user mode, as nobody may know the administrator's password in a backup. */
  void take(InstanceFiles files, InstanceRecord instance, Path programs) {
    var sql =
        PostgresSql.setPassword(
            PostgresAccess.ADMIN,
            logins.verifier(administration.administrator(instance).password()));
    var outcome =
        processes.run(
            Command.of(PostgresCommands.singleUser(programs, files.data()))
                .in(files.data())
                .as(files.user())
                .marked(files.mark())
                .joining(new EngineGroups(processes).ensure(files))
                .within(Duration.ofMinutes(10))
                .withInput(Sensitive.of(sql + ";\n\n")));
    if (!outcome.succeeded() || outcome.output().contains("ERROR:")) {
      throw Problem.failed(
              "restore-failed",
              "The data of backup "
                  + instance.backup()
                  + " could not be opened: "
                  + PostgresServer.lastFatal(outcome.output())
                  + ".",
              "The backup itself is untouched; retry.")
          .toException();
    }
  }
}
