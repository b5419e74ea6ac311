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
 * A command that runs to its end while Cairn waits. Half a minute, 64 KiB of output, as whoever
 * Cairn is and without input, where nothing else is said. Never changed: what says more is another.
 */
public final class Command implements Cloneable {
  private final List<String> argv;
  private Optional<Path> directory = Optional.empty();
  private Map<String, String> environment = Map.of();
  private Optional<Sensitive<String>> input = Optional.empty();
  private Duration timeout = Duration.ofSeconds(30);
  private Bytes keep = Bytes.ofKib(64);
  private List<Sensitive<String>> redact = List.of();
  private Optional<Path> log = Optional.empty();
  private BooleanSupplier cancelled = () -> false;
  private Optional<String> user = Optional.empty();
  private Consumer<String> heard = line -> {};
  private Optional<Path> group = Optional.empty();
  private boolean yields;

  private Command(List<String> argv) {
    this.argv = List.copyOf(argv);
  }

  public static Command of(List<String> argv) {
    return new Command(argv);
  }

  public static Command of(String... argv) {
    return of(List.of(argv));
  }

  public Command in(Path place) {
    return with(it -> it.directory = Optional.of(place));
  }

  /** Added to Cairn's {@code PATH}, {@code LANG} and {@code HOME}; nothing else is inherited. */
  public Command withEnvironment(Map<String, String> variables) {
    return with(it -> it.environment = Map.copyOf(variables));
  }

  /** What it reads on stdin. */
  public Command withInput(Sensitive<String> text) {
    return with(it -> it.input = Optional.of(text));
  }

  public Command within(Duration limit) {
    return with(it -> it.timeout = limit);
  }

  /** Values that are blotted out of its output, in the log file too. */
  public Command redacting(List<Sensitive<String>> values) {
    return with(it -> it.redact = List.copyOf(values));
  }

  /** Where its output goes as it comes, besides. */
  public Command loggingTo(Path file) {
    return with(it -> it.log = Optional.of(file));
  }

  /** Asked now and then; once true, the command is ended. */
  public Command cancelledBy(BooleanSupplier asked) {
    return with(it -> it.cancelled = asked);
  }

  /** Marks it, so that {@link Processes#findMarked} finds it where Cairn died before its end. */
  public Command marked(String instance) {
    var more = new LinkedHashMap<>(environment);
    more.put(Launch.MARK, instance);
    return withEnvironment(more);
  }

  /** Runs as that user where Cairn is root. */
  public Command as(Optional<String> name) {
    return with(it -> it.user = name);
  }

  /** How much of the end of its output is kept. */
  public Command keeping(Bytes most) {
    return with(it -> it.keep = most);
  }

  /** Is told each line of its output as it comes, redacted. */
  public Command telling(Consumer<String> listener) {
    return with(it -> it.heard = listener);
  }

  /** As of a {@link Launch}. */
  public Command joining(Optional<Path> members) {
    return with(it -> it.group = members);
  }

  /** As of a {@link Launch}. */
  public Command yielding() {
    return with(it -> it.yields = true);
  }

  private Command with(Consumer<Command> change) {
    try {
      var other = (Command) clone();
      change.accept(other);
      return other;
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("a command can be cloned", e);
    }
  }

  List<String> argv() {
    return argv;
  }

  Optional<Path> directory() {
    return directory;
  }

  Map<String, String> environment() {
    return environment;
  }

  Optional<Sensitive<String>> input() {
    return input;
  }

  Duration timeout() {
    return timeout;
  }

  Bytes keep() {
    return keep;
  }

  List<Sensitive<String>> redact() {
    return redact;
  }

  Optional<Path> log() {
    return log;
  }

  BooleanSupplier cancelled() {
    return cancelled;
  }

  Optional<String> user() {
    return user;
  }

  Consumer<String> heard() {
    return heard;
  }

  Optional<Path> group() {
    return group;
  }

  boolean yields() {
    return yields;
  }

  @Override
  public String toString() {
    return "Command[" + String.join(" ", argv) + "]";
  }
}
