package dev.cairn.cli.installation;

import dev.cairn.api.ApiProblemException;
import dev.cairn.api.Shutdown;
import dev.cairn.cli.session.Command;
import dev.cairn.cli.session.Home;
import dev.cairn.cli.terminal.Problems;
import dev.cairn.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** {@code cairn down}. Done when nothing of this home runs any more. */
@picocli.CommandLine.Command(
    name = "down",
    description = "Stop applications, databases and Cairn itself; all data stays.")
public final class Down extends Command {
  private static final String WORD = "purge";
  private static final String INSTALLATION = "installation.id";

  @Option(
      names = "--purge",
      description = "Then remove all data as well, after asking for the word purge.")
  private boolean purge;

  @Override
  public Integer call() {
    var home = Home.current();
    if (purge) {
      requireHome(home.directory());
      confirm(home);
    }
    var server = new ServerProcess(home);
    var state = home.server().flatMap(Home.Server::state);
    var ran = stopAll(server, home);
    requireEnded(server, home, ran);
    if (purge) {
      remove(home.directory());
    }
    var done = ran ? "Stopped. " : "Nothing was running. ";
    report(
        Map.of("stopped", ran, "purged", purge),
        purge
            ? done + "Removed " + home.directory() + "." + state.map(Down::left).orElse("")
            : done + "All data stays in " + home.directory() + "; start again with: cairn up");
    return 0;
  }

  /** What was there before Cairn is not emptied by it; its secrets went with the master key. */
  private static String left(String state) {
    return "\nWhat Cairn knew stays in "
        + state
        + ", its secrets sealed for good. Drop that database before another Cairn uses it.";
  }

  /** CAIRN_HOME may name anything, a user's own home for example. */
  private static void requireHome(Path directory) {
    if (Files.exists(directory) && !Files.exists(directory.resolve(INSTALLATION))) {
      throw Problems.of(
          "not-a-home",
          directory
              + " is no home of Cairn (it has no "
              + INSTALLATION
              + "): nothing was stopped or removed.",
          "Set CAIRN_HOME to the home that is to be removed.");
    }
  }

  private static void confirm(Home home) {
    var typed =
        Terminal.ask(
            "This removes all databases, backups, images and settings of "
                + home.directory()
                + ".\nType "
                + WORD
                + " to go on: ");
    if (typed.filter(WORD::equals).isEmpty()) {
      Terminal.err().println();
      throw Problems.of(
          "not-confirmed",
          "The word was not " + WORD + ": nothing was stopped or removed.",
          "Run `cairn down --purge` again and type it, or `cairn down` to keep the data.");
    }
  }

  /** False where nothing ran. */
  private boolean stopAll(ServerProcess server, Home home) {
    boolean hung = false;
    if (!server.answers()) {
      hung = server.endSilent();
      // One that starts, or that somebody else has just told to end.
      server.started().ifPresent(server::awaitAnswer);
    }
    if (server.answers()) {
      stop(server, home);
      // One that died while it ended was started again; one that ended was not.
      for (int i = 0; i < 2 && server.started().map(server::awaitAnswer).orElse(false); i++) {
        stop(server, home);
      }
      return true;
    }
    if (RecordedProcess.of(home).stream().anyMatch(RecordedProcess::mayBeAlive)) {
      Terminal.err().println("Cairn's server is away while others run: stopping them.");
      server.stopEverything(purge);
      return true;
    }
    if (purge && Files.exists(home.directory().resolve(INSTALLATION))) {
      removeElsewhere(server, home);
    }
    return hung;
  }

  /** Only the server knows what it made besides its files. */
  private static void removeElsewhere(ServerProcess server, Home home) {
    Terminal.err().println("Removing users, containers, images and networks.");
    try {
      server.stopEverything(true);
    } catch (ApiProblemException e) {
      // All data can be removed all the same: whoever purges may do so because it does not start.
      Terminal.err().print(Problems.render(e.problem()));
      Terminal.err()
          .println(
              "What Cairn made in the container engine stays. To find it: docker ps -a, docker"
                  + " images and docker network ls, each with"
                  + " --filter label=cairn.installation"
                  + "\nSo do the system users of stages, where it ran as root. To find them:"
                  + " grep '^cairn-.*:"
                  + home.directory()
                  + "' /etc/passwd; each is removed with userdel.");
    }
  }

  private void stop(ServerProcess server, Home home) {
    var process = home.server().flatMap(Home.Server::process);
    Terminal.err().println("Stopping applications, databases and Cairn");
    try (var api = Home.client(Optional.empty(), Optional.empty())) {
      api.shutdown(new Shutdown(true, purge));
    } catch (ApiProblemException e) {
      if (e.problem().status() != 0 || process.isEmpty()) {
        throw e;
      }
      // It went away before it had answered; whether it is gone is looked at next.
    }
    process.ifPresent(server::awaitEnd);
  }

  /** The server may have ended without it: nothing loses its files while it runs. */
  private void requireEnded(ServerProcess server, Home home, boolean ran) {
    var left =
        RecordedProcess.of(home).stream()
            .filter(RecordedProcess::isAlive)
            .map(RecordedProcess::toString)
            .collect(Collectors.joining(", "));
    var failures = ran ? String.join(" ", server.notStopped()) : "";
    if (!left.isEmpty() || !failures.isEmpty()) {
      throw Problems.of(
          "still-running",
          "Not all was stopped"
              + (purge ? ", and nothing of " + home.directory() + " was removed. " : ". ")
              + failures
              + (left.isEmpty() ? "" : " Still running: " + left + "."),
          "See why in "
              + home.directory().resolve("logs/server.log")
              + ", or end it with kill; then run the command again.");
    }
  }

  private static void remove(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    // By handles, not by names: engines and applications own what lies in it.
    try {
      var removing =
          new ProcessBuilder("rm", "-rf", "--", directory.toAbsolutePath().toString())
              .redirectErrorStream(true)
              .start();
      var said = new String(removing.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (removing.waitFor() != 0) {
        throw notRemoved(directory, said.lines().findFirst().orElse("rm failed"));
      }
    } catch (IOException e) {
      throw notRemoved(directory, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw notRemoved(directory, "interrupted");
    }
  }

  private static RuntimeException notRemoved(Path directory, String why) {
    return Problems.of(
        "not-removed",
        directory + " could not be removed completely: " + why + ".",
        "Remove what is left with: rm -r " + directory);
  }
}
