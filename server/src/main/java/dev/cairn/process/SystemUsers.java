package dev.cairn.process;

import dev.cairn.core.Problem;
import dev.cairn.core.ReadyWait;
import dev.cairn.core.Sentence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The users that engines, the edge and applications run as. PostgreSQL refuses to be root, and an
 * application should not be. Where Cairn is not root itself, all run as whoever Cairn is, and
 * nothing here does anything.
 */
public final class SystemUsers {
  /** Owns data directories and runs engines. */
  public static final String ENGINES = "cairn-db";

  /**
   * The same of Cairn's own state: who gets out of another database is not at what says who may do
   * what.
   */
  public static final String STATE = "cairn-state";

  /** Runs the edge: what meets the world should neither be root nor reach into applications. */
  public static final String EDGE = "cairn-edge";

  private static final Logger LOG = LoggerFactory.getLogger(SystemUsers.class);
  private static final Path NOWHERE = Path.of("/nonexistent");
  private static final Duration OTHERS_AT_WORK = Duration.ofSeconds(30);

  /** This server's changes to the machine's users and access lists come one after the other. */
  private static final Object ONE_AT_A_TIME = new Object();

  private final Processes processes;

  public SystemUsers(Processes processes) {
    this.processes = processes;
  }

  /** Whom engines run as; empty: as whoever Cairn is. */
  public static Optional<String> engineUser() {
    return Processes.isRoot() ? Optional.of(ENGINES) : Optional.empty();
  }

  /** Whom the engine of Cairn's own state runs as; empty: as whoever Cairn is. */
  public static Optional<String> stateUser() {
    return Processes.isRoot() ? Optional.of(STATE) : Optional.empty();
  }

  /** Whom the edge runs as; empty: as whoever Cairn is. */
  public static Optional<String> edgeUser() {
    return Processes.isRoot() ? Optional.of(EDGE) : Optional.empty();
  }

  /**
   * Makes the users of engines, state and edge exist, and lets them pass through {@code home} and
   * the directories above it, to what is theirs below.
   */
  public void ensure(Path home) {
    if (!Processes.isRoot()) {
      return;
    }
    ensureUser(new Account(ENGINES, "Cairn engines", NOWHERE));
    ensureUser(new Account(STATE, "Cairn state", NOWHERE));
    ensureUser(new Account(EDGE, "Cairn edge", NOWHERE));
    letPass(List.of(ENGINES, STATE, EDGE), home);
  }

  /** Makes one more exist, who may pass to its home; the home itself is the caller's to make. */
  public void ensure(Account account) {
    if (Processes.isRoot()) {
      ensureUser(account);
      requireItself(account);
      letPass(List.of(account.name()), account.home().resolveSibling("."));
    }
  }

  /**
   * Ends all that runs as this user.
   *
   * @throws dev.cairn.core.ProblemException {@code not-ended}
   */
  public void endAll(Account account) {
    if (Processes.isRoot() && isThere(account)) {
      processes.endAllOf(account.name());
    }
  }

  /**
   * Ends all that runs as this user, and forgets that there ever was one: its files are the
   * caller's to remove before, for its number may be given to another one. Does nothing where there
   * is none.
   */
  public void remove(Account account) {
    if (!Processes.isRoot() || !isThere(account)) {
      return;
    }
    endAll(account);
    synchronized (ONE_AT_A_TIME) {
      for (var directory : closed(account.home().resolveSibling("."))) {
        setAccess("-x", "u:" + account.name(), directory);
      }
      var outcome = changeAccounts(List.of("userdel", account.name()));
      if (!outcome.succeeded() && Accounts.find(account.name()).isPresent()) {
        throw Problem.failed(
                "user-not-removed",
                "Could not remove the system user "
                    + account.name()
                    + ": "
                    + Sentence.ended(outcome.lastLine()),
                "Remove it with: userdel " + account.name())
            .toException();
      }
    }
    LOG.info("Removed the system user {} ({})", account.name(), account.comment());
  }

  /** One of the same name that has another home is somebody else. */
  private static boolean isThere(Account account) {
    return Accounts.find(account.name()).filter(it -> it.home().equals(account.home())).isPresent();
  }

  private static void requireItself(Account account) {
    if (!isThere(account)) {
      throw Problem.failed(
              "user-name-taken",
              "The system user "
                  + account.name()
                  + " is not that of "
                  + account.home()
                  + ": it has another home.",
              "Choose another name for the stage.")
          .toException();
    }
  }

  private void ensureUser(Account account) {
    synchronized (ONE_AT_A_TIME) {
      if (Accounts.find(account.name()).isPresent()) {
        return;
      }
      var outcome =
          changeAccounts(
              List.of(
                  "useradd",
                  "--system",
                  "--user-group",
                  "--no-create-home",
                  "--home-dir",
                  account.home().toString(),
                  "--comment",
                  account.comment(),
                  "--shell",
                  "/usr/sbin/nologin",
                  account.name()));
      if (!outcome.succeeded() && Accounts.find(account.name()).isEmpty()) {
        throw Problem.failed(
                "user-not-created",
                "Could not create the system user "
                    + account.name()
                    + ": "
                    + Sentence.ended(outcome.lastLine()),
                "Create it with: useradd --system --user-group --home-dir "
                    + account.home()
                    + " "
                    + account.name())
            .toException();
      }
    }
    LOG.info("Created the system user {} ({})", account.name(), account.comment());
  }

  /** Somebody else may hold the lock of the machine's accounts at the moment. */
  private Outcome changeAccounts(List<String> argv) {
    var last = new ArrayList<Outcome>();
    ReadyWait.upTo(OTHERS_AT_WORK)
        .every(Duration.ofMillis(200))
        .holdsInTime(
            () -> {
              var outcome = processes.run(Command.of(argv));
              last.add(outcome);
              return outcome.succeeded() || !outcome.output().contains("lock");
            });
    return last.getLast();
  }

  private void letPass(List<String> users, Path directory) {
    if (closed(directory).isEmpty() || users.stream().allMatch(user -> canPass(user, directory))) {
      return;
    }
    var entries = users.stream().map("u:%s:--x"::formatted).collect(Collectors.joining(","));
    synchronized (ONE_AT_A_TIME) {
      for (var closed : closed(directory)) {
        var outcome = setAccess("-m", entries, closed);
        if (!outcome.succeeded()) {
          throw Problem.failed(
                  "home-not-passable",
                  String.join(" and ", users)
                      + " cannot reach what is theirs: "
                      + closed
                      + " lets nobody through, and setfacl failed: "
                      + Sentence.ended(outcome.lastLine()),
                  "Choose a CAIRN_HOME elsewhere, install the package acl, or run: chmod o+x "
                      + closed)
              .toException();
        }
        LOG.info("Let {} pass through {}", String.join(", ", users), closed);
      }
    }
  }

  private boolean canPass(String user, Path directory) {
    return processes
        .run(Command.of("test", "-x", directory.toString()).as(Optional.of(user)))
        .succeeded();
  }

  /** It reads, changes and writes the list: two Cairns must not do so at once. */
  private Outcome setAccess(String how, String entries, Path directory) {
    var where = directory.toString();
    return processes.run(Command.of("flock", where, "setfacl", how, entries, where));
  }

  /** This directory and those above it that let others not pass. */
  private static List<Path> closed(Path directory) {
    return Stream.<Path>iterate(
            directory.toAbsolutePath().normalize(), it -> it != null, Path::getParent)
        .filter(SystemUsers::isClosed)
        .toList();
  }

  private static boolean isClosed(Path directory) {
    try {
      return Files.isDirectory(directory)
          && !Files.getPosixFilePermissions(directory).contains(PosixFilePermission.OTHERS_EXECUTE);
    } catch (IOException e) {
      throw Problem.failed(
              "directory-unusable",
              "Could not look at " + directory + ": " + Sentence.because(e),
              "Choose another CAIRN_HOME.")
          .toException(e);
    }
  }
}
