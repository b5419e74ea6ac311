package dev.cairn.provider.local.application;

import dev.cairn.core.ProblemException;
import dev.cairn.core.StageRef;
import dev.cairn.process.Account;
import dev.cairn.process.Accounts;
import dev.cairn.process.Processes;
import dev.cairn.process.SystemUsers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whom the builds and processes of a stage run as, and their home: where Cairn is root, a system
 * user of that stage's own, whose home in the password file is the stage's; else whoever Cairn is.
 */
final class StageUsers {
  private static final Logger LOG = LoggerFactory.getLogger(StageUsers.class);
  private static final String PREFIX = "cairn-";
  private static final int LETTERS = 10;

  private final SystemUsers users;
  private final OwnedTrees trees;
  private final ReleaseFiles files;

  StageUsers(SystemUsers users, OwnedTrees trees, ReleaseFiles files) {
    this.users = users;
    this.trees = trees;
    this.files = files;
  }

  /** Makes the user exist with its home. Empty: whoever Cairn is, who has the home all the same. */
  synchronized Optional<String> ensure(StageRef stage) {
    files.makePassable();
    var account = account(stage);
    var user = Processes.isRoot() ? Optional.of(account.name()) : Optional.<String>empty();
    users.ensure(account);
    trees.takeOver(account.home(), user);
    if (!Files.isDirectory(account.home())) {
      trees.create(account.home(), user);
    }
    return user;
  }

  /** Ends what still runs as this user, and removes home and user. */
  synchronized void remove(StageRef stage) {
    remove(account(stage));
  }

  /** Those of all stages; what cannot be removed is logged, with the way to do it by hand. */
  synchronized void removeAll() {
    var homes = files.homes();
    for (var account : Accounts.list()) {
      if (account.name().matches(PREFIX + "[0-9a-f]{" + LETTERS + "}")
          && homes.equals(account.home().getParent())) {
        try {
          remove(account);
        } catch (ProblemException e) {
          LOG.warn("{} {}", e.problem().message(), e.problem().suggestion());
        }
      }
    }
  }

  private void remove(Account account) {
    users.endAll(account);
    trees.delete(account.home());
    trees.delete(account.home().resolveSibling(account.home().getFileName() + ".before"));
    trees.delete(account.home().resolveSibling(account.home().getFileName() + ".copy"));
    users.remove(account);
  }

  /** Named after the place of the home, which no two installations of a machine share. */
  private Account account(StageRef stage) {
    var home = files.home(stage);
    return new Account(
        PREFIX + digest(home.toString()).substring(0, LETTERS),
        "Cairn stage " + stage + " in " + files.applications(),
        home);
  }

  private static String digest(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
