package dev.cairn.cli;

import dev.cairn.cli.activity.ListActivity;
import dev.cairn.cli.backup.BackupGroup;
import dev.cairn.cli.db.DbGroup;
import dev.cairn.cli.env.EnvGroup;
import dev.cairn.cli.installation.Doctor;
import dev.cairn.cli.installation.Down;
import dev.cairn.cli.installation.Login;
import dev.cairn.cli.installation.Status;
import dev.cairn.cli.installation.Up;
import dev.cairn.cli.manifest.Apply;
import dev.cairn.cli.manifest.Export;
import dev.cairn.cli.op.OpGroup;
import dev.cairn.cli.secret.SecretGroup;
import dev.cairn.cli.service.Deploy;
import dev.cairn.cli.service.ListReleases;
import dev.cairn.cli.service.Logs;
import dev.cairn.cli.service.Rollback;
import dev.cairn.cli.service.ServiceGroup;
import dev.cairn.cli.stack.StackGroup;
import dev.cairn.cli.stage.StageGroup;
import dev.cairn.cli.token.TokenGroup;
import dev.cairn.cli.user.UserGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The table of contents: every noun and verb there is. */
@Command(
    name = "cairn",
    version = "cairn 0.1.0",
    description = "PostgreSQL for every stage of an application stack, on this machine.%n",
    synopsisSubcommandLabel = "NOUN VERB",
    footer = {"", "Begin with: cairn up DIR, where DIR holds a cairn.yaml."},
    subcommands = {
      Up.class,
      Down.class,
      Status.class,
      Doctor.class,
      Apply.class,
      Export.class,
      StackGroup.class,
      StageGroup.class,
      DbGroup.class,
      EnvGroup.class,
      SecretGroup.class,
      Deploy.class,
      ListReleases.class,
      Rollback.class,
      Logs.class,
      ServiceGroup.class,
      OpGroup.class,
      BackupGroup.class,
      UserGroup.class,
      TokenGroup.class,
      Login.class,
      ListActivity.class,
      Completion.class
    })
final class Cairn {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  boolean version;
}
