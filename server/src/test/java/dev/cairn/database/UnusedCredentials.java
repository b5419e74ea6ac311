package dev.cairn.database;

import dev.cairn.core.StageRef;
import dev.cairn.secret.Credentials;
import java.util.List;

/** No application runs. */
public final class UnusedCredentials implements CredentialUse {
  @Override
  public List<StageRef> stages(StageRef owner, Credentials credentials) {
    return List.of();
  }

  @Override
  public List<Copy> copies(Credentials credentials) {
    return List.of();
  }
}
