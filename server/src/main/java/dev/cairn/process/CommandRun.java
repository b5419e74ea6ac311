package dev.cairn.process;

import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.StateFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One run of a {@link Command}: feeds it, keeps the end of what it says, ends it when due. */
final class CommandRun {
  private static final int LONGEST_LINE = 8192;

  /** As of what an application says. */
  private static final Bytes MOST_LOG = Bytes.ofMib(10);

  private static final long LOOKED_AT = 1024 * 1024;

  private final Processes processes;
  private final Command command;
  private final Process process;
  private final Redactor redactor;
  private final StringBuilder kept = new StringBuilder();
  private final StringBuilder unheard = new StringBuilder();
  private final LogBound bound;
  private long logged;
  private volatile Optional<ProblemException> unlogged = Optional.empty();

  CommandRun(Processes processes, Command command, Process process) {
    this.processes = processes;
    this.command = command;
    this.process = process;
    this.redactor = new Redactor(command.redact());
    this.bound = new LogBound(processes, MOST_LOG);
  }

  Outcome finish() {
    var identity = processes.find(process.pid());
    var feeder = Thread.ofVirtual().start(this::feed);
    var reader = Thread.ofVirtual().start(this::read);
    try {
      long end = System.nanoTime() + command.timeout().toNanos();
      while (!process.waitFor(50, TimeUnit.MILLISECONDS)) {
        if (command.cancelled().getAsBoolean()) {
          throw problem("command-cancelled", "was cancelled").toException();
        }
        if (System.nanoTime() > end) {
          throw problem("command-timed-out", "did not end within " + seconds()).toException();
        }
      }
      // A child that it left behind may hold the pipe open: what it says is no longer ours.
      reader.join(Duration.ofSeconds(1));
      if (process.exitValue() != 0 && unlogged.isPresent()) {
        throw unlogged.get();
      }
      return new Outcome(process.exitValue(), text());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw problem("interrupted", "was given up as Cairn is stopping").toException(e);
    } finally {
      feeder.interrupt();
      if (process.isAlive()) {
        end(identity);
      }
    }
  }

  /** An interrupt waits until that is done: nobody else knows what the command has started. */
  private void end(Optional<ProcessIdentity> identity) {
    boolean interrupted = Thread.interrupted();
    try {
      identity.ifPresent(it -> processes.terminate(it, Duration.ofSeconds(2)));
    } finally {
      process.destroyForcibly();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void feed() {
    try (OutputStream out = process.getOutputStream()) {
      if (command.input().isPresent()) {
        out.write(command.input().get().reveal().getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException closed) {
      keep("[stdin was not read to its end: " + closed.getMessage() + "]\n");
    }
  }

  private void read() {
    try (var in = process.inputReader(StandardCharsets.UTF_8)) {
      for (var line = nextLine(in); !line.isEmpty(); line = nextLine(in)) {
        keep(redactor.next(line));
      }
      keep(redactor.rest());
    } catch (IOException closed) {
      keep(redactor.rest() + "[output was cut: " + closed.getMessage() + "]\n");
    }
  }

  /** With its line end; empty at the end of all. Very long lines come in pieces. */
  private static String nextLine(BufferedReader in) throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c >= 0; c = in.read()) {
      line.append((char) c);
      if (c == '\n' || line.length() >= LONGEST_LINE) {
        break;
      }
    }
    return line.toString();
  }

  private void keep(String text) {
    synchronized (kept) {
      kept.append(text);
      long most = command.keep().value();
      if (kept.length() > 2 * most) {
        kept.delete(0, (int) (kept.length() - most));
      }
      tell(text);
    }
    if (command.log().isPresent()) {
      var file = command.log().get();
      try {
        Files.writeString(file, text, StandardOpenOption.APPEND);
        logged += text.length();
        if (logged >= LOOKED_AT) {
          logged = 0;
          bound.apply(file);
        }
      } catch (IOException e) {
        // Whoever stops reading stops the command: its pipe is soon full.
        unlogged = Optional.of(StateFile.failure("append to", file, e));
      }
    }
  }

  /** Whole lines; one that is longer than any is read as comes in pieces too. */
  private void tell(String text) {
    unheard.append(text);
    for (int end = unheard.indexOf("\n"); end >= 0; end = unheard.indexOf("\n")) {
      command.heard().accept(unheard.substring(0, end));
      unheard.delete(0, end + 1);
    }
    if (unheard.length() >= LONGEST_LINE) {
      command.heard().accept(unheard.toString());
      unheard.setLength(0);
    }
  }

  private String text() {
    synchronized (kept) {
      int most = (int) Math.min(Integer.MAX_VALUE, command.keep().value());
      return kept.length() <= most ? kept.toString() : kept.substring(kept.length() - most);
    }
  }

  private Problem problem(String code, String what) {
    var said = new Outcome(0, text()).lastLine();
    return Problem.failed(
        code,
        command.argv().getFirst()
            + " "
            + what
            + (said.isEmpty() ? "." : "; its last words: " + said),
        "Try again; if it stays so, run it by hand to see what it waits for.");
  }

  private String seconds() {
    return command.timeout().toSeconds() + " s";
  }
}
