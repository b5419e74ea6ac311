package dev.cairn.cli.token;

import dev.cairn.api.ApiClient;
import dev.cairn.cli.session.ServerCommand;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cairn token revoke}. */
@Command(name = "revoke", description = "Revoke a token at once.")
public final class RevokeToken extends ServerCommand {
  @Parameters(paramLabel = "ID", description = "The token; see cairn token list.")
  private String id;

  @Override
  protected void run(ApiClient api) {
    api.access().revokeToken(id);
    report(Map.of("revoked", id), "Revoked " + id + ".");
  }
}
