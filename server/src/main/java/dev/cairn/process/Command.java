package dev.cairn.process;

import dev.cairn.core.Bytes;
import dev.cairn.core.Sensitive;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A command that runs to its end while Cairn waits.
 *
 * @param environment added to Cairn's {@code PATH}, {@code LANG} and {@code HOME}; nothing else is
 *     inherited
 * @param input what it reads on stdin
 * @param keep how much of the end of its output is kept
 * @param redact values that are blotted out of its output, in the log file too
 * @param log where its output goes as it comes, besides
 * @param cancelled asked now and then; once true, the command is ended
 * @param heard is told each line of its output as it comes, redacted
 * @param group as of a {@link Launch}
 */
public record Command(
    List<String> argv,
    Optional<Path> directory,
    Map<String, String> environment,
    Optional<Sensitive<String>> input,
    Duration timeout,
    Bytes keep,
    List<Sensitive<String>> redact,
    Optional<Path> log,
    BooleanSupplier cancelled,
    Optional<String> user,
    Consumer<String> heard,
    Optional<Path> group) {

  public Command {
    argv = List.copyOf(argv);
    environment = Map.copyOf(environment);
    redact = List.copyOf(redact);
  }

  /** Half a minute, 64 KiB of output, as whoever Cairn is. */
  public static Command of(List<String> argv) {
    return new Command(
        argv,
        Optional.empty(),
        Map.of(),
        Optional.empty(),
        Duration.ofSeconds(30),
        Bytes.ofKib(64),
        List.of(),
        Optional.empty(),
        () -> false,
        Optional.empty(),
        line -> {},
        Optional.empty());
  }

  public static Command of(String... argv) {
    return of(List.of(argv));
  }

  public Command in(Path place) {
    return new Command(
        argv,
        Optional.of(place),
        environment,
        input,
        timeout,
        keep,
        redact,
        log,
        cancelled,
        user,
        heard,
        group);
  }

  public Command withEnvironment(Map<String, String> variables) {
    return new Command(
        argv, directory, variables, input, timeout, keep, redact, log, cancelled, user, heard,
        group);
  }

  public Command withInput(Sensitive<String> text) {
    return new Command(
        argv,
        directory,
        environment,
        Optional.of(text),
        timeout,
        keep,
        redact,
        log,
        cancelled,
        user,
        heard,
        group);
  }

  public Command within(Duration limit) {
    return new Command(
        argv,
        directory,
        environment,
        input,
        limit,
        keep,
        redact,
        log,
        cancelled,
        user,
        heard,
        group);
  }

  public Command redacting(List<Sensitive<String>> values) {
    return new Command(
        argv,
        directory,
        environment,
        input,
        timeout,
        keep,
        values,
        log,
        cancelled,
        user,
        heard,
        group);
  }

  public Command loggingTo(Path file) {
    return new Command(
        argv,
        directory,
        environment,
        input,
        timeout,
        keep,
        redact,
        Optional.of(file),
        cancelled,
        user,
        heard,
        group);
  }

  public Command cancelledBy(BooleanSupplier asked) {
    return new Command(
        argv, directory, environment, input, timeout, keep, redact, log, asked, user, heard, group);
  }

  /** Marks it, so that {@link Processes#findMarked} finds it where Cairn died before its end. */
  public Command marked(String instance) {
    var more = new LinkedHashMap<>(environment);
    more.put(Launch.MARK, instance);
    return withEnvironment(more);
  }

  /** Runs as that user where Cairn is root. */
  public Command as(Optional<String> name) {
    return new Command(
        argv,
        directory,
        environment,
        input,
        timeout,
        keep,
        redact,
        log,
        cancelled,
        name,
        heard,
        group);
  }

  public Command keeping(Bytes most) {
    return new Command(
        argv,
        directory,
        environment,
        input,
        timeout,
        most,
        redact,
        log,
        cancelled,
        user,
        heard,
        group);
  }

  public Command telling(Consumer<String> listener) {
    return new Command(
        argv,
        directory,
        environment,
        input,
        timeout,
        keep,
        redact,
        log,
        cancelled,
        user,
        listener,
        group);
  }

  public Command joining(Optional<Path> members) {
    return new Command(
        argv,
        directory,
        environment,
        input,
        timeout,
        keep,
        redact,
        log,
        cancelled,
        user,
        heard,
        members);
  }

  @Override
  public String toString() {
    return "Command[" + String.join(" ", argv) + "]";
  }
}
