package dev.cairn.cli.db;

import dev.cairn.api.ApiClient;
import dev.cairn.cli.session.ChangeCommand;
import dev.cairn.cli.session.Files;
import dev.cairn.cli.terminal.Terminal;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cairn db attach}. */
@Command(
    name = "attach",
    description = {
      "Hand a database that is there already to a stage.",
      "Everything is tested first: route, TLS, login, version, rights. In the database itself Cairn"
          + " changes nothing, ever."
    })
public final class AttachDatabase extends ChangeCommand {
  @Parameters(index = "0", paramLabel = "STACK/STAGE", description = "The stage.")
  private String stage;

  @Parameters(index = "1", paramLabel = "ENGINE", description = "postgres, mysql or redis.")
  private String engine;

  @Option(
      names = "--host",
      required = true,
      paramLabel = "H",
      description = "Its name or address, as the application reaches it.")
  private String host;

  @Option(
      names = "--port",
      paramLabel = "P",
      description = "By default the engine's own: 5432, 3306 or 6379.")
  private Optional<Integer> port = Optional.empty();

  @Option(
      names = "--database",
      paramLabel = "D",
      description = "The database's name there; for Redis its number, by default 0.")
  private Optional<String> database = Optional.empty();

  @Option(
      names = "--username",
      paramLabel = "U",
      description = "The application's user there; for Redis by default \"default\".")
  private Optional<String> username = Optional.empty();

  @Option(
      names = "--password-file",
      required = true,
      paramLabel = "FILE",
      description = "A file whose first line is the password; - for standard input.")
  private Path passwordFile;

  @Option(
      names = "--tls",
      paramLabel = "MODE",
      description =
          "off, require (encrypted) or verify (its certificate and name too); by default verify"
              + " with --ca, else require.")
  private Optional<String> tls = Optional.empty();

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "The certificate of the authority that signed the server's, PEM.")
  private Optional<Path> authority = Optional.empty();

  @Option(
      names = "--replace",
      description = "One is attached already: reach it with these values from now on.")
  private boolean replace;

  @Override
  protected void run(ApiClient api) {
    var wanted =
        new dev.cairn.api.AttachDatabase(
            host, port, database, username, password(), tls, authority.map(Files::read));
    var ref = stage + "/" + engine;
    if (!isJson()) {
      Terminal.err().println("Looking at " + host + ": route, TLS, login, version, rights …");
    }
    var accepted = replace ? api.replaceAttachment(ref, wanted) : api.attachDatabase(ref, wanted);
    follow(
        api,
        accepted.operation(),
        (replace ? "Replaced " : "Attached ")
            + ref
            + ". See its variables with: cairn env "
            + stage);
    if (!isJson() && waits()) {
      var warnings = api.attachment(ref).warnings();
      if (!warnings.isEmpty()) {
        Terminal.err().println("Note: " + warnings);
      }
    }
  }

  private String password() {
    return passwordFile.toString().equals("-")
        ? Terminal.askSecretly("Password: ").orElse("")
        : Files.firstLine(passwordFile);
  }
}
