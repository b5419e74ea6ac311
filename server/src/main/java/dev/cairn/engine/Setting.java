package dev.cairn.engine;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A setting of an engine that people may choose.
 *
 * @param group what it is about, for people
 * @param restarts whether a server only takes it when it starts
 * @param meaning half a sentence
 * @param since the engine's version that first knows it; 0 for all that Cairn runs
 */
public record Setting(
    String name, String group, Kind kind, boolean restarts, String meaning, int since) {

  private static final Pattern SIZE = Pattern.compile("(\\d{1,15}) ?([kKmMgGtT]?)i?[bB]?");
  private static final Pattern TIME = Pattern.compile("(\\d{1,12}) ?(us|ms|s|min|h|d)?");
  private static final Pattern WHOLE = Pattern.compile("-?\\d{1,15}");
  private static final Pattern DECIMAL = Pattern.compile("\\d{1,12}(\\.\\d{1,9})?");
  private static final List<String> YES = List.of("on", "true", "yes", "1");
  private static final List<String> NO = List.of("off", "false", "no", "0");

  /** What its values look like. Sizes are in bytes, times in milliseconds. */
  public sealed interface Kind {
    /** {@code on} or {@code off}. */
    record Flag() implements Kind {}

    record Choice(List<String> values) implements Kind {}

    /** Some of them, with commas between. */
    record Several(List<String> values) implements Kind {}

    record Whole(long least, long most) implements Kind {}

    record Decimal(double least, double most) implements Kind {}

    /**
     * A number of bytes.
     *
     * @param unit what a number without a unit counts
     * @param share most percent of the instance type's memory; 0 for any
     * @param multipleOf what it must be a multiple of
     */
    record Size(long least, long most, long unit, int share, long multipleOf) implements Kind {}

    /**
     * A time.
     *
     * @param unit how many milliseconds a number without a unit counts
     * @param off the number that turns it off; empty where nothing does
     */
    record Time(long least, long most, long unit, Optional<String> off) implements Kind {}

    record Text(Pattern pattern, String like) implements Kind {}
  }

  /** What is wrong with a value there, in half a sentence; empty where nothing is. */
  public Optional<String> wrong(String value, InstanceType type) {
    boolean isRight =
        switch (kind) {
          case Kind.Flag() -> flag(value).isPresent();
          case Kind.Choice(var values) -> values.contains(cased(value, values));
          case Kind.Several(var values) ->
              value.isEmpty()
                  || List.of(value.split(",", -1)).stream()
                      .allMatch(it -> values.contains(cased(it.strip(), values)));
          case Kind.Whole(long least, long most) ->
              WHOLE.matcher(value).matches()
                  && Long.parseLong(value) >= least
                  && Long.parseLong(value) <= most;
          case Kind.Decimal(double least, double most) ->
              DECIMAL.matcher(value).matches()
                  && Double.parseDouble(value) >= least
                  && Double.parseDouble(value) <= most;
          case Kind.Size size -> {
            long bytes = SIZE.matcher(value).matches() ? bytes(value) : -1;
            yield bytes >= size.least()
                && bytes <= most(size, type)
                && bytes % size.multipleOf() == 0;
          }
          case Kind.Time(long least, long most, long _, var off) -> {
            double time = TIME.matcher(value).matches() ? millis(value) : -1;
            yield off.filter(value::equals).isPresent() || (time >= least && time <= most);
          }
          case Kind.Text(var pattern, var _) -> pattern.matcher(value).matches();
        };
    return isRight ? Optional.empty() : Optional.of("must be " + rule(type));
  }

  /** What may be written, for people: {@code a whole number, 10 to 5000}. */
  public String rule(InstanceType type) {
    return switch (kind) {
      case Kind.Flag() -> "on or off";
      case Kind.Choice(var values) -> "one of " + String.join(", ", values);
      case Kind.Several(var values) -> "some of " + String.join(", ", values);
      case Kind.Whole(long least, long most) -> "a whole number, " + least + " to " + most;
      case Kind.Decimal(double least, double most) ->
          "a number, " + plain(least) + " to " + plain(most);
      case Kind.Size size ->
          "a size like 64MB, "
              + sized(size.least())
              + " to "
              + sized(most(size, type))
              + (size.share() > 0 ? " on " + type.name() : "")
              + (size.multipleOf() > 1 ? ", a multiple of " + sized(size.multipleOf()) : "");
      case Kind.Time(long least, long most, long _, var off) ->
          "a time like 30s, "
              + timed(least)
              + " to "
              + timed(most)
              + off.map(it -> ", or " + it + " for off").orElse("");
      case Kind.Text(var _, var like) -> like;
    };
  }

  /** The one way to write a value that is not {@link #wrong}. */
  public String normal(String value) {
    return switch (kind) {
      case Kind.Flag() -> flag(value).orElse(value);
      case Kind.Choice(var values) -> cased(value, values);
      case Kind.Several(var values) ->
          value.isEmpty()
              ? value
              : String.join(
                  ",",
                  List.of(value.split(",", -1)).stream()
                      .map(it -> cased(it.strip(), values))
                      .toList());
      case Kind.Size _ -> sized(bytes(value));
      case Kind.Time(long _, long _, long _, var off) ->
          off.filter(value::equals).orElseGet(() -> timed(Math.round(millis(value))));
      case Kind.Whole _ -> String.valueOf(Long.parseLong(value));
      case Kind.Decimal _, Kind.Text _ -> value;
    };
  }

  /** As an engine says it of itself, made readable: sizes that it counts in bytes. */
  public String shown(String said) {
    return kind instanceof Kind.Size && WHOLE.matcher(said).matches() && !said.startsWith("-")
        ? sized(Long.parseLong(said))
        : kind instanceof Kind.Flag ? flag(said.toLowerCase(Locale.ROOT)).orElse(said) : said;
  }

  /** The bytes of a size. */
  public long bytes(String value) {
    var match = SIZE.matcher(value);
    if (!(kind instanceof Kind.Size size) || !match.matches()) {
      throw new IllegalArgumentException(value + " is no size");
    }
    long number = Long.parseLong(match.group(1));
    boolean isPlain = value.matches("\\d+");
    long unit =
        switch (match.group(2).toLowerCase(Locale.ROOT)) {
          case "k" -> 1L << 10;
          case "m" -> 1L << 20;
          case "g" -> 1L << 30;
          case "t" -> 1L << 40;
          default -> isPlain ? size.unit() : 1;
        };
    return number > Long.MAX_VALUE / unit ? Long.MAX_VALUE : number * unit;
  }

  private double millis(String value) {
    var match = TIME.matcher(value);
    if (!(kind instanceof Kind.Time time) || !match.matches()) {
      throw new IllegalArgumentException(value + " is no time");
    }
    double number = Double.parseDouble(match.group(1));
    return number
        * switch (match.group(2) == null ? "" : match.group(2)) {
          case "us" -> 0.001;
          case "ms" -> 1;
          case "s" -> 1000;
          case "min" -> 60_000;
          case "h" -> 3_600_000;
          case "d" -> 86_400_000;
          default -> time.unit();
        };
  }

  private static long most(Kind.Size size, InstanceType type) {
    return size.share() == 0
        ? size.most()
        : Math.min(size.most(), (type.memory().value() / 100 * size.share()) >> 20 << 20);
  }

  private static Optional<String> flag(String value) {
    var word = value.toLowerCase(Locale.ROOT);
    return YES.contains(word)
        ? Optional.of("on")
        : NO.contains(word) ? Optional.of("off") : Optional.empty();
  }

  private static String cased(String value, List<String> values) {
    return values.stream().filter(value::equalsIgnoreCase).findFirst().orElse(value);
  }

  private static String sized(long bytes) {
    for (var unit : List.of("GB", "MB", "kB")) {
      long factor = unit.equals("GB") ? 1L << 30 : unit.equals("MB") ? 1L << 20 : 1L << 10;
      if (bytes > 0 && bytes % factor == 0) {
        return bytes / factor + unit;
      }
    }
    return bytes + "B";
  }

  private static String timed(long millis) {
    for (var unit : List.of("d", "h", "min", "s")) {
      long factor =
          switch (unit) {
            case "d" -> 86_400_000;
            case "h" -> 3_600_000;
            case "min" -> 60_000;
            default -> 1000;
          };
      if (millis > 0 && millis % factor == 0) {
        return millis / factor + unit;
      }
    }
    return millis + "ms";
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
  }
}
