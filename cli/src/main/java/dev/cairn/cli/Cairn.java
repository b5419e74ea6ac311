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
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The table of contents: every noun and verb there is. */
@Command(
    name = "cairn",
    version = "cairn 0.1.0",
    description = "PostgreSQL for every stage of an application stack, on this machine.%n",
    synopsisSubcommandLabel = "NOUN VERB",
    footer = {"", "Begin with: cairn up DIR, where DIR holds a cairn.yaml."})
final class Cairn {
  /** In the order of the help. */
  private static final Map<String, Class<?>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("up", Up.class);
    COMMANDS.put("down", Down.class);
    COMMANDS.put("status", Status.class);
    COMMANDS.put("doctor", Doctor.class);
    COMMANDS.put("apply", Apply.class);
    COMMANDS.put("export", Export.class);
    COMMANDS.put("stack", StackGroup.class);
    COMMANDS.put("stage", StageGroup.class);
    COMMANDS.put("db", DbGroup.class);
    COMMANDS.put("env", EnvGroup.class);
    COMMANDS.put("secret", SecretGroup.class);
    COMMANDS.put("deploy", Deploy.class);
    COMMANDS.put("releases", ListReleases.class);
    COMMANDS.put("rollback", Rollback.class);
    COMMANDS.put("logs", Logs.class);
    COMMANDS.put("service", ServiceGroup.class);
    COMMANDS.put("op", OpGroup.class);
    COMMANDS.put("backup", BackupGroup.class);
    COMMANDS.put("user", UserGroup.class);
    COMMANDS.put("token", TokenGroup.class);
    COMMANDS.put("login", Login.class);
    COMMANDS.put("activity", ListActivity.class);
    COMMANDS.put("completion", Completion.class);
  }

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

  /** All of it, for help, completion and suggestions. */
  static CommandLine whole() {
    var line = new CommandLine(new Cairn());
    COMMANDS.values().forEach(line::addSubcommand);
    return line;
  }

  /** Only what these arguments need: reading the annotations of every command takes time. */
  static CommandLine of(String... arguments) {
    var wanted = arguments.length > 0 ? COMMANDS.get(arguments[0]) : null;
    return wanted == null ? whole() : new CommandLine(new Cairn()).addSubcommand(wanted);
  }
}
