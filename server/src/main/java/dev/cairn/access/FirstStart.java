package dev.cairn.access;

import dev.cairn.core.Actor;
import dev.cairn.core.Name;
import dev.cairn.core.Role;
import dev.cairn.core.Sensitive;
import dev.cairn.core.StateFile;
import dev.cairn.db.StateDatabase;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees that somebody can get in: the user {@code admin}, and on this machine the token in {@code
 * cli.token}, readable by the owner of the installation alone. Looks first; safe at every start.
 */
public final class FirstStart {
  /** The user that an installation begins with. */
  public static final Name ADMIN = new Name("admin");

  /** Where the token is, below the home; and the token's name. */
  public static final String TOKEN_FILE = "cli.token";

  private static final Logger LOG = LoggerFactory.getLogger(FirstStart.class);

  private final StateDatabase state;
  private final Users users;
  private final Tokens tokens;

  public FirstStart(StateDatabase state, Users users, Tokens tokens) {
    this.state = state;
    this.users = users;
    this.tokens = tokens;
  }

  /**
   * Makes the first user where there is none, and the token file where it is gone or does not hold.
   * A sign-in link is what that token is good for; none is made here, where nobody would read it.
   */
  public void ensure(Path home) {
    if (users.list().isEmpty()) {
      users.add(Actor.CAIRN, ADMIN, Role.ADMIN, Optional.empty());
      LOG.info("first start: user {} made", ADMIN);
    }
    ensureTokenFile(home.resolve(TOKEN_FILE));
  }

  private void ensureTokenFile(Path file) {
    var there = StateFile.find(file).map(text -> Sensitive.of(text.strip()));
    if (there.flatMap(tokens::authenticate).isPresent()) {
      return;
    }
    var owner =
        users.list().stream()
            .filter(user -> user.role() == Role.ADMIN)
            .findFirst()
            .orElseThrow()
            .name();
    state.store(TokenStore.class).deleteNamed(owner.value(), TOKEN_FILE);
    var issued = tokens.create(Actor.CAIRN, owner, TOKEN_FILE, Optional.empty());
    StateFile.write(file, issued.secret().reveal() + "\n", StateFile.PRIVATE);
    LOG.info("token of {} for commands on this machine written to {}", owner, file);
  }
}
