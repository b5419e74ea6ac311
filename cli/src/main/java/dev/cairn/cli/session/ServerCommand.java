package dev.cairn.cli.session;

import dev.cairn.api.ApiClient;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** A command that asks the server. */
public abstract class ServerCommand extends Command {
  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "The server's address; by default the one of $$CAIRN_HOME.")
  private Optional<URI> server = Optional.empty();

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "A file with an API token; needed with --server, else the one of $$CAIRN_HOME.")
  private Optional<Path> tokenFile = Optional.empty();

  @Override
  public final Integer call() {
    try (var api = Home.client(server, tokenFile)) {
      run(api);
    }
    return 0;
  }

  /** Problems are thrown as {@link dev.cairn.api.ApiProblemException}. */
  protected abstract void run(ApiClient api);
}
