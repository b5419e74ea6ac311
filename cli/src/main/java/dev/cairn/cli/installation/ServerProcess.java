package dev.cairn.cli.installation;

import dev.cairn.cli.session.Home;
import dev.cairn.cli.session.ProcessOnRecord;
import dev.cairn.cli.terminal.Problems;
import dev.cairn.cli.terminal.Terminal;
import dev.cairn.cli.terminal.Words;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The server of a home as a process of this machine: whether it answers, and how to start it. */
final class ServerProcess {
  /** The first start fetches and prepares a PostgreSQL for Cairn's own state. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final Duration PAUSE = Duration.ofMillis(25);
  private static final int PROBE_MILLIS = 2000;

  /** To be gone after it was told to end. */
  private static final Duration END = Duration.ofMinutes(2);

  /** Until somebody who ends is asked whether he is still there. */
  private static final Duration QUIET = Duration.ofSeconds(5);

  private final Home home;

  ServerProcess(Home home) {
    this.home = home;
  }

  /** Whoever else has taken its port meanwhile is not asked. */
  boolean answers() {
    if (!home.isServed()) {
      return false;
    }
    try {
      var connection =
          (HttpURLConnection) home.address().resolve("/healthz").toURL().openConnection();
      connection.setConnectTimeout(PROBE_MILLIS);
      connection.setReadTimeout(PROBE_MILLIS);
      var answer = connection.getResponseCode();
      connection.disconnect();
      return answer == HttpURLConnection.HTTP_OK;
    } catch (IOException e) {
      return false; // nobody listens there yet, which is what was asked
    }
  }

  /** Starts it in a session of its own, and returns once it answers. */
  void start(boolean insecure) {
    var log = log();
    var before = size(log);
    var begun = Instant.now();
    var process = spawn(log, insecure, List.of());
    Terminal.err().println("Starting Cairn (log: " + log + ")");
    var told = begun;
    while (!answers()) {
      if (!process.isAlive() && process.exitValue() != 0) {
        throw Problems.of(
            "server-ended",
            "Cairn's server ended while starting:\n" + tail(log, before),
            "Correct what it says and run the command again; the whole log is " + log + ".");
      }
      if (Duration.between(begun, Instant.now()).compareTo(PATIENCE) > 0) {
        throw Problems.of(
            "server-slow",
            "Cairn's server does not answer at "
                + home.address()
                + " after "
                + Words.duration(PATIENCE)
                + ":\n"
                + tail(log, before),
            "See its log: " + log);
      }
      if (Duration.between(told, Instant.now()).toSeconds() >= 5) {
        told = Instant.now();
        var last = tail(log, before).lines().reduce("", (first, second) -> second);
        Terminal.err().println("  … " + Words.age(begun) + "  " + last);
      }
      Pause.of(PAUSE);
    }
    Terminal.err().println("Cairn runs (" + Words.age(begun) + ").");
  }

  /** Who was started as this home's server, or starts it again, and is not gone. */
  Optional<Long> started() {
    return StartedServer.of(home.directory());
  }

  /** Waits until it answers; false where it ended instead. */
  boolean awaitAnswer(long pid) {
    var begun = Instant.now();
    while (!answers()) {
      if (started().isEmpty()) {
        return false;
      }
      if (Duration.between(begun, Instant.now()).compareTo(PATIENCE) > 0) {
        throw Problems.of(
            "server-slow",
            "Cairn's server (process "
                + pid
                + ") neither answers at "
                + home.address()
                + " nor ends, after "
                + Words.duration(PATIENCE)
                + ".",
            "See its log, "
                + home.directory().resolve("logs/server.log")
                + ", end it with: kill "
                + pid
                + ", and run the command again.");
      }
      Pause.of(PAUSE);
    }
    return true;
  }

  /** Has one that serves nobody stop everything of the home; what failed it wrote down. */
  void stopEverything(boolean purge) {
    var log = log();
    var before = size(log);
    var process = spawn(log, false, purge ? List.of("stop", "--purge") : List.of("stop"));
    int status;
    try {
      status = process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while everything is stopped", e);
    }
    if (status != 0 && notStopped().isEmpty()) {
      throw Problems.of(
          "server-ended",
          "Cairn's server ended while stopping everything:\n" + tail(log, before),
          "Correct what it says and run the command again; the whole log is " + log + ".");
    }
  }

  /** A sentence for each part that the server which ended last could not end. */
  List<String> notStopped() {
    var report = home.directory().resolve("ending.txt");
    try {
      return Files.exists(report)
          ? Files.readAllLines(report).stream().filter(line -> !line.isBlank()).toList()
          : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends one that has its port and does not answer there; whether it did. */
  boolean endSilent() {
    return silent().end();
  }

  private SilentServer silent() {
    return new SilentServer(home, this::answers, SilentServer.PATIENCE);
  }

  /** Waits until the process, which was told to end, is gone. One that hangs meanwhile is ended. */
  void awaitEnd(ProcessOnRecord process) {
    var begun = Instant.now();
    var asked = begun;
    while (process.isAlive()) {
      if (Duration.between(asked, Instant.now()).compareTo(QUIET) > 0) {
        endSilent();
        asked = Instant.now();
      }
      if (Duration.between(begun, Instant.now()).compareTo(END) > 0) {
        endOverdue(process);
      }
      Pause.of(PAUSE);
    }
  }

  private void endOverdue(ProcessOnRecord process) {
    if (answers()) {
      throw Problems.of(
          "server-stays",
          "Cairn's server (process "
              + process.pid()
              + ") still runs "
              + Words.duration(END)
              + " after it was told to end.",
          "See its log, and end it with: kill " + process.pid());
    }
    silent().end(process);
  }

  private Process spawn(Path log, boolean insecure, List<String> arguments) {
    var distribution = Distribution.current();
    var command = new java.util.ArrayList<String>();
    if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      command.add("/usr/bin/setsid");
    }
    if (arguments.isEmpty()) {
      command.addAll(distribution.loop());
    }
    command.addAll(distribution.serverCommand());
    command.addAll(arguments);
    try {
      var builder =
          new ProcessBuilder(command)
              .directory(home.directory().toFile())
              .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .redirectErrorStream(true);
      // Java hands values to applications in the encoding of the locale, whatever they hold.
      builder.environment().put("LC_ALL", "C.UTF-8");
      builder.environment().put("CAIRN_HOME", home.directory().toString());
      // Applications that run as processes are built and run with the Java that Cairn runs with,
      // not with an older one that the system may have on its path.
      var java = System.getProperty("java.home");
      builder.environment().put("JAVA_HOME", java);
      builder.environment().merge("PATH", java + "/bin", (path, own) -> own + ":" + path);
      builder.environment().put("CAIRN_DISTRIBUTION", distribution.directory().toString());
      if (insecure) {
        builder.environment().put("CAIRN_INSECURE", "true");
      }
      return builder.start();
    } catch (IOException e) {
      throw Problems.of(
          "server-not-started",
          "Cairn's server could not be started: " + e.getMessage() + ".",
          "Run `cairn doctor`.",
          e);
    }
  }

  private Path log() {
    try {
      var traversable =
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x"));
      Files.createDirectories(home.directory(), traversable);
      var log =
          Files.createDirectories(home.directory().resolve("logs"), traversable)
              .resolve("server.log");
      // What it says of requests and of what it runs is for nobody else.
      var secret = PosixFilePermissions.fromString("rw-------");
      try {
        Files.createFile(log, PosixFilePermissions.asFileAttribute(secret));
      } catch (FileAlreadyExistsException exists) {
        Files.setPosixFilePermissions(log, secret);
      }
      return log;
    } catch (IOException e) {
      throw Problems.of(
          "home-not-writable",
          "The directory " + home.directory() + " cannot be made: " + e.getMessage() + ".",
          "Set CAIRN_HOME to a directory of your own.",
          e);
    }
  }

  private static long size(Path log) {
    try {
      return Files.exists(log) ? Files.size(log) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What was written since, at most the last twelve lines. */
  private static String tail(Path log, long since) {
    try {
      var bytes = Files.readAllBytes(log);
      var start = (int) Math.min(since, bytes.length);
      var text =
          new String(bytes, start, bytes.length - start, java.nio.charset.StandardCharsets.UTF_8);
      List<String> lines = text.lines().toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 12), lines.size()));
    } catch (IOException e) {
      return Optional.ofNullable(e.getMessage()).orElse("no log");
    }
  }
}
