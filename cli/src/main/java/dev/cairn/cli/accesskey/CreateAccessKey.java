package dev.cairn.cli.accesskey;

import dev.cairn.api.ApiClient;
import dev.cairn.api.IssuedAccessKey;
import dev.cairn.api.NewAccessKey;
import dev.cairn.cli.session.ServerCommand;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cairn access-key create}. */
@Command(
    name = "create",
    description = "Create an access key; its secret is shown this once, ready for a shell.")
public final class CreateAccessKey extends ServerCommand {
  @Parameters(paramLabel = "NAME", description = "What it is for.")
  private String name;

  @Option(
      names = "--user",
      paramLabel = "USER",
      description = "Whose key, and so with whose role; by default your own.")
  private Optional<String> user = Optional.empty();

  @Override
  protected void run(ApiClient api) {
    var issued = api.createAccessKey(new NewAccessKey(name, user));
    report(issued, shellLines(issued));
  }

  /** Lines that a shell takes as they are, also through {@code eval}. */
  static String shellLines(IssuedAccessKey issued) {
    return """
        # Access key "%s" of %s. Its secret is not shown again.
        export AWS_ACCESS_KEY_ID=%s
        export AWS_SECRET_ACCESS_KEY=%s
        export AWS_DEFAULT_REGION=%s
        export AWS_ENDPOINT_URL_SECRETS_MANAGER=%s
        """
        .formatted(
            issued.accessKey().name().replaceAll("\\p{Cntrl}", " "),
            issued.accessKey().user(),
            issued.accessKey().id(),
            issued.secret(),
            issued.region(),
            issued.endpoint());
  }
}
