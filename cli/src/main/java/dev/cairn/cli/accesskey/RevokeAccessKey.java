package dev.cairn.cli.accesskey;

import dev.cairn.api.ApiClient;
import dev.cairn.cli.session.ServerCommand;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cairn access-key revoke}. */
@Command(name = "revoke", description = "Revoke an access key at once.")
public final class RevokeAccessKey extends ServerCommand {
  @Parameters(paramLabel = "ID", description = "The key; see cairn access-key list.")
  private String id;

  @Override
  protected void run(ApiClient api) {
    api.access().revokeAccessKey(id);
    report(Map.of("revoked", id), "Revoked " + id + ".");
  }
}
