package dev.cairn.cli;

import dev.cairn.api.Version;
import dev.cairn.cli.accesskey.AccessKeyGroup;
import dev.cairn.cli.accesskey.CreateAccessKey;
import dev.cairn.cli.accesskey.ListAccessKeys;
import dev.cairn.cli.accesskey.RevokeAccessKey;
import dev.cairn.cli.activity.ListActivity;
import dev.cairn.cli.backup.BackupGroup;
import dev.cairn.cli.backup.DeleteBackup;
import dev.cairn.cli.backup.ListBackups;
import dev.cairn.cli.db.AddDatabase;
import dev.cairn.cli.db.AttachDatabase;
import dev.cairn.cli.db.ChangeReader;
import dev.cairn.cli.db.DatabaseLogs;
import dev.cairn.cli.db.DbGroup;
import dev.cairn.cli.db.DetachDatabase;
import dev.cairn.cli.db.ListDatabases;
import dev.cairn.cli.db.ListSettings;
import dev.cairn.cli.db.ListTypes;
import dev.cairn.cli.db.PromoteDatabase;
import dev.cairn.cli.db.RebuildReplica;
import dev.cairn.cli.db.RemoveDatabase;
import dev.cairn.cli.db.ResizeDatabase;
import dev.cairn.cli.db.SetSettings;
import dev.cairn.cli.db.ShowDatabase;
import dev.cairn.cli.drill.DrillGroup;
import dev.cairn.cli.drill.DrillPromotion;
import dev.cairn.cli.drill.ListDrills;
import dev.cairn.cli.env.EnvGroup;
import dev.cairn.cli.env.SetVariables;
import dev.cairn.cli.env.UnsetVariables;
import dev.cairn.cli.extension.AddExtension;
import dev.cairn.cli.extension.ExtensionGroup;
import dev.cairn.cli.extension.ListExtensions;
import dev.cairn.cli.extension.RemoveExtension;
import dev.cairn.cli.installation.Doctor;
import dev.cairn.cli.installation.Down;
import dev.cairn.cli.installation.Login;
import dev.cairn.cli.installation.Status;
import dev.cairn.cli.installation.Up;
import dev.cairn.cli.manifest.Apply;
import dev.cairn.cli.manifest.Export;
import dev.cairn.cli.op.CancelOperation;
import dev.cairn.cli.op.GiveUpOperation;
import dev.cairn.cli.op.ListOperations;
import dev.cairn.cli.op.OpGroup;
import dev.cairn.cli.op.RetryOperation;
import dev.cairn.cli.op.ShowOperation;
import dev.cairn.cli.op.WatchOperation;
import dev.cairn.cli.secret.GetSecret;
import dev.cairn.cli.secret.ListSecrets;
import dev.cairn.cli.secret.RekeySecrets;
import dev.cairn.cli.secret.RotateSecret;
import dev.cairn.cli.secret.SecretGroup;
import dev.cairn.cli.service.Deploy;
import dev.cairn.cli.service.ListReleases;
import dev.cairn.cli.service.Logs;
import dev.cairn.cli.service.RemoveService;
import dev.cairn.cli.service.Rollback;
import dev.cairn.cli.service.ServiceGroup;
import dev.cairn.cli.service.SetService;
import dev.cairn.cli.service.ShowService;
import dev.cairn.cli.stack.CreateStack;
import dev.cairn.cli.stack.DeleteStack;
import dev.cairn.cli.stack.ListStacks;
import dev.cairn.cli.stack.ShowStack;
import dev.cairn.cli.stack.StackGroup;
import dev.cairn.cli.stage.CreateStage;
import dev.cairn.cli.stage.DeleteStage;
import dev.cairn.cli.stage.ListStages;
import dev.cairn.cli.stage.ShowStage;
import dev.cairn.cli.stage.StageGroup;
import dev.cairn.cli.token.CreateToken;
import dev.cairn.cli.token.ListTokens;
import dev.cairn.cli.token.RevokeToken;
import dev.cairn.cli.token.TokenGroup;
import dev.cairn.cli.user.AddUser;
import dev.cairn.cli.user.ChangeUser;
import dev.cairn.cli.user.ListUsers;
import dev.cairn.cli.user.RemoveUser;
import dev.cairn.cli.user.UserGroup;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** The table of contents: every noun and verb there is. */
@Command(
    name = "cairn",
    versionProvider = Cairn.Release.class,
    description = "PostgreSQL, MySQL and Redis for every stage of an application stack.%n",
    synopsisSubcommandLabel = "NOUN VERB",
    footer = {"", "Begin with: cairn up DIR, where DIR holds a cairn.yaml."})
final class Cairn {
  /** By what is typed, in the order of the help; a noun before its verbs. */
  private static final Map<String, Class<?>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("up", Up.class);
    COMMANDS.put("down", Down.class);
    COMMANDS.put("status", Status.class);
    COMMANDS.put("doctor", Doctor.class);
    COMMANDS.put("apply", Apply.class);
    COMMANDS.put("export", Export.class);
    COMMANDS.put("stack", StackGroup.class);
    COMMANDS.put("stack list", ListStacks.class);
    COMMANDS.put("stack show", ShowStack.class);
    COMMANDS.put("stack create", CreateStack.class);
    COMMANDS.put("stack delete", DeleteStack.class);
    COMMANDS.put("stage", StageGroup.class);
    COMMANDS.put("stage list", ListStages.class);
    COMMANDS.put("stage show", ShowStage.class);
    COMMANDS.put("stage create", CreateStage.class);
    COMMANDS.put("stage delete", DeleteStage.class);
    COMMANDS.put("db", DbGroup.class);
    COMMANDS.put("db list", ListDatabases.class);
    COMMANDS.put("db show", ShowDatabase.class);
    COMMANDS.put("db add", AddDatabase.class);
    COMMANDS.put("db attach", AttachDatabase.class);
    COMMANDS.put("db detach", DetachDatabase.class);
    COMMANDS.put("db resize", ResizeDatabase.class);
    COMMANDS.put("db promote", PromoteDatabase.class);
    COMMANDS.put("db rebuild", RebuildReplica.class);
    COMMANDS.put("db reader", ChangeReader.class);
    COMMANDS.put("db settings", ListSettings.class);
    COMMANDS.put("db set", SetSettings.class);
    COMMANDS.put("db extension", ExtensionGroup.class);
    COMMANDS.put("db extension list", ListExtensions.class);
    COMMANDS.put("db extension add", AddExtension.class);
    COMMANDS.put("db extension remove", RemoveExtension.class);
    COMMANDS.put("db remove", RemoveDatabase.class);
    COMMANDS.put("db types", ListTypes.class);
    COMMANDS.put("db logs", DatabaseLogs.class);
    COMMANDS.put("drill", DrillGroup.class);
    COMMANDS.put("drill promote", DrillPromotion.class);
    COMMANDS.put("drill list", ListDrills.class);
    COMMANDS.put("env", EnvGroup.class);
    COMMANDS.put("env set", SetVariables.class);
    COMMANDS.put("env unset", UnsetVariables.class);
    COMMANDS.put("secret", SecretGroup.class);
    COMMANDS.put("secret list", ListSecrets.class);
    COMMANDS.put("secret get", GetSecret.class);
    COMMANDS.put("secret rotate", RotateSecret.class);
    COMMANDS.put("secret rekey", RekeySecrets.class);
    COMMANDS.put("deploy", Deploy.class);
    COMMANDS.put("releases", ListReleases.class);
    COMMANDS.put("rollback", Rollback.class);
    COMMANDS.put("logs", Logs.class);
    COMMANDS.put("service", ServiceGroup.class);
    COMMANDS.put("service show", ShowService.class);
    COMMANDS.put("service set", SetService.class);
    COMMANDS.put("service remove", RemoveService.class);
    COMMANDS.put("op", OpGroup.class);
    COMMANDS.put("op list", ListOperations.class);
    COMMANDS.put("op show", ShowOperation.class);
    COMMANDS.put("op watch", WatchOperation.class);
    COMMANDS.put("op cancel", CancelOperation.class);
    COMMANDS.put("op give-up", GiveUpOperation.class);
    COMMANDS.put("op retry", RetryOperation.class);
    COMMANDS.put("backup", BackupGroup.class);
    COMMANDS.put("backup list", ListBackups.class);
    COMMANDS.put("backup delete", DeleteBackup.class);
    COMMANDS.put("user", UserGroup.class);
    COMMANDS.put("user list", ListUsers.class);
    COMMANDS.put("user add", AddUser.class);
    COMMANDS.put("user change", ChangeUser.class);
    COMMANDS.put("user remove", RemoveUser.class);
    COMMANDS.put("token", TokenGroup.class);
    COMMANDS.put("token list", ListTokens.class);
    COMMANDS.put("token create", CreateToken.class);
    COMMANDS.put("token revoke", RevokeToken.class);
    COMMANDS.put("access-key", AccessKeyGroup.class);
    COMMANDS.put("access-key list", ListAccessKeys.class);
    COMMANDS.put("access-key create", CreateAccessKey.class);
    COMMANDS.put("access-key revoke", RevokeAccessKey.class);
    COMMANDS.put("login", Login.class);
    COMMANDS.put("activity", ListActivity.class);
    COMMANDS.put("completion", Completion.class);
  }

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  boolean version;

  /** All of it, for help, completion and suggestions. */
  static CommandLine whole() {
    return with(path -> true);
  }

  /** Only what these arguments need: reading the annotations of every command takes time. */
  static CommandLine of(String... arguments) {
    var noun = arguments.length > 0 ? arguments[0] : "";
    if (!COMMANDS.containsKey(noun)) {
      return whole();
    }
    var verb = arguments.length > 1 ? noun + " " + arguments[1] : "";
    return COMMANDS.containsKey(verb)
        ? with(path -> path.equals(noun) || (path + " ").startsWith(verb + " "))
        : with(path -> path.equals(noun) || path.startsWith(noun + " "));
  }

  private static CommandLine with(Predicate<String> wanted) {
    var root = withHelp(new CommandLine(new Cairn()));
    COMMANDS.forEach(
        (path, command) -> {
          if (wanted.test(path)) {
            var above = root;
            var words = path.split(" ", -1);
            for (var word : Arrays.copyOf(words, words.length - 1)) {
              above = above.getSubcommands().getOrDefault(word, above);
            }
            above.addSubcommand(withHelp(new CommandLine(command)));
          }
        });
    return root;
  }

  /** Here and not by an annotation of each command: none can forget it. */
  private static CommandLine withHelp(CommandLine command) {
    command
        .getCommandSpec()
        .addOption(
            OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help.")
                .build());
    return command;
  }

  /** For {@code --version}. */
  static final class Release implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"cairn " + Version.current()};
    }
  }
}
