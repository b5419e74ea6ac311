package dev.cairn.database;

import dev.cairn.core.Sensitive;
import dev.cairn.core.StageRef;
import dev.cairn.operation.StepResult;
import dev.cairn.secret.Credentials;
import dev.cairn.secret.Secrets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An application in memory: which password of one secret it was started with. */
final class FakeApplication implements CredentialUse {
  private final Secrets secrets;
  private final StageRef stage;
  private Optional<Sensitive<String>> password = Optional.empty();
  private boolean stuck;
  private int copiesAsked;

  FakeApplication(Secrets secrets, StageRef stage) {
    this.secrets = secrets;
    this.stage = stage;
  }

  /** No deploy of it works any more, until told otherwise. */
  void beStuck(boolean isStuck) {
    stuck = isStuck;
  }

  int copiesAsked() {
    return copiesAsked;
  }

  void deploy(String secret) {
    password = Optional.of(secrets.credentials(secret).password());
  }

  boolean runsOn(Credentials credentials) {
    return password.equals(Optional.of(credentials.password()));
  }

  /** As the service does it: the one that is there is deployed again with what is current. */
  StepResult handOver(String secret) {
    if (password.isPresent() && !stuck) {
      deploy(secret);
    }
    return password.isPresent() && stuck
        ? new StepResult.Done(Map.of("redeploy", "failed"))
        : StepResult.done();
  }

  @Override
  public List<StageRef> stages(StageRef owner, Credentials credentials) {
    return runsOn(credentials) ? List.of(stage) : List.of();
  }

  @Override
  public List<Copy> copies(Credentials credentials) {
    copiesAsked++;
    return List.of();
  }
}
