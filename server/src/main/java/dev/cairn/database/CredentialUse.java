package dev.cairn.database;

import dev.cairn.core.StageRef;
import dev.cairn.secret.Credentials;
import java.util.List;

/** Which applications use which credentials: theirs to know who runs applications. */
public interface CredentialUse {

  /** A variable that a user set, with a password written into it instead of a reference. */
  record Copy(StageRef stage, String variable) {
    @Override
    public String toString() {
      return variable + " of " + stage;
    }
  }

  /**
   * Stages whose application runs with it, begins to, or still ends its requests.
   *
   * @param owner the stage of the credential's database
   */
  List<StageRef> stages(StageRef owner, Credentials credentials);

  List<Copy> copies(Credentials credentials);
}
