package dev.cairn.process;

import dev.cairn.core.Problem;
import dev.cairn.core.Sensitive;
import dev.cairn.core.StateFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** One run of a {@link Command}: feeds it, keeps the end of what it says, ends it when due. */
final class CommandRun {
  private static final int LONGEST_LINE = 8192;

  private final Processes processes;
  private final Command command;
  private final Process process;
  private final StringBuilder kept = new StringBuilder();

  CommandRun(Processes processes, Command command, Process process) {
    this.processes = processes;
    this.command = command;
    this.process = process;
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
      return new Outcome(process.exitValue(), text());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw problem("interrupted", "was given up as Cairn is stopping").toException(e);
    } finally {
      if (process.isAlive()) {
        identity.ifPresent(it -> processes.terminate(it, Duration.ofSeconds(2)));
        process.destroyForcibly();
      }
      feeder.interrupt();
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
        keep(redacted(line));
      }
    } catch (IOException closed) {
      keep("[output was cut: " + closed.getMessage() + "]\n");
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

  private String redacted(String line) {
    for (Sensitive<String> value : command.redact()) {
      if (!value.reveal().isEmpty()) {
        line = line.replace(value.reveal(), "[REDACTED]");
      }
    }
    return line;
  }

  private void keep(String text) {
    synchronized (kept) {
      kept.append(text);
      long most = command.keep().value();
      if (kept.length() > 2 * most) {
        kept.delete(0, (int) (kept.length() - most));
      }
    }
    if (command.log().isPresent()) {
      var file = command.log().get();
      try {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw StateFile.failure("append to", file, e);
      }
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
