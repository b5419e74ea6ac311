package dev.cairn.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A program that forks and ends all the time, each child living less than a millisecond, and that
 * TERM does not end. It holds a lock from its first process on, that whoever comes after it keeps:
 * the lock is free when nothing of it lives. Gives up by itself after a minute.
 *
 * @param lock a file that it makes, where it may
 */
public record Relentless(Path lock) {
  private static final String PROGRAM =
      """
      use Fcntl ":flock"; $SIG{TERM} = "IGNORE"; $^F = 255; my $end = time + 60;
      open(F, ">>", $ARGV[0]) && flock(F, LOCK_EX) or die;
      while (time < $end) { my $child = fork(); exit if $child; select(undef, undef, undef, 5e-4) }
      """;

  /** For a shell; returns at once. */
  public String command() {
    return "perl -e '" + PROGRAM + "' " + lock + " >/dev/null 2>&1 & ";
  }

  /** The same in a session of its own, without anything that it was started with. */
  public String hiddenCommand() {
    return "env -i setsid " + command();
  }

  public boolean isRunning() {
    var tried =
        Command.of("flock", "--nonblock", "--no-fork", lock.toString(), "true")
            .within(Duration.ofSeconds(9));

    return Files.exists(lock) && !new Processes().run(tried).succeeded();
  }
}
