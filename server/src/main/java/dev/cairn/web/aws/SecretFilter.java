package dev.cairn.web.aws;

import dev.cairn.secret.Secret;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * One filter of ListSecrets; a secret is listed where every filter matches.
 *
 * <p>What a value matches, after AWS's API reference ({@code Filter}) and user guide ("Find secrets
 * in AWS Secrets Manager"): {@code name}, {@code tag-key} and {@code tag-value} are beginnings,
 * case-sensitive. {@code description} and {@code all} are broken into words and compared without
 * case, a word matching each that begins with it: a description must have all of them, {@code all}
 * is content with one, anywhere in name, description and tags. {@code owning-service} and {@code
 * primary-region} are beginnings of what secrets here do not have.
 *
 * <p>A filter matches where one of its values does. Values that begin with {@code !} exclude: none
 * of them may match, whatever the others do. AWS does not say how several of those go together.
 *
 * @param values one at least, each perhaps after a {@code !}
 */
record SecretFilter(Key key, List<String> values) {
  static final int MOST_FILTERS = 10;
  static final int MOST_VALUES = 10;
  private static final int MOST_LENGTH = 512;
  private static final String ALLOWED = "!?[a-zA-Z0-9 :_@/+=.!-]*";

  /** What of a secret is looked at. */
  enum Key {
    NAME("name"),
    DESCRIPTION("description"),
    TAG_KEY("tag-key"),
    TAG_VALUE("tag-value"),
    PRIMARY_REGION("primary-region"),
    OWNING_SERVICE("owning-service"),
    ALL("all");

    private final String word;

    Key(String word) {
      this.word = word;
    }

    static Key of(String word) {
      Input.requireWord(
          "filters.key", word, Set.copyOf(Arrays.stream(values()).map(key -> key.word).toList()));
      return Arrays.stream(values()).filter(key -> key.word.equals(word)).findFirst().orElseThrow();
    }
  }

  /** An item of the list as it came, where either may be missing. */
  record Part(Optional<String> key, List<String> values) {}

  /**
   * Filters from the parts of a request. {@code Key=tag-key Values=x}, with a space where a comma
   * belongs, is sent by the AWS CLI as a part with a key alone and one with values alone: a pair
   * like that is taken as one filter.
   */
  static List<SecretFilter> join(List<Part> parts) {
    var filters = new ArrayList<SecretFilter>();
    for (int i = 0; i < parts.size(); i++) {
      var part = parts.get(i);
      if (part.key().isPresent() && part.values().isEmpty() && i + 1 < parts.size()) {
        var next = parts.get(i + 1);
        if (next.key().isEmpty()) {
          part = new Part(part.key(), next.values());
          i++;
        }
      }
      filters.add(of(part));
    }
    if (filters.size() > MOST_FILTERS) {
      throw AwsException.validation(
          "'" + filters.size() + " items'",
          "filters",
          "Member must have length less than or equal to " + MOST_FILTERS);
    }
    return List.copyOf(filters);
  }

  private static SecretFilter of(Part part) {
    var key =
        part.key()
            .map(Key::of)
            .orElseThrow(() -> AwsException.invalidParameter("A filter has no Key."));
    if (part.values().isEmpty()) {
      throw AwsException.invalidParameter("Invalid filter values for key: " + key.word);
    }
    for (var value : part.values()) {
      if (value.length() > MOST_LENGTH || !value.matches(ALLOWED)) {
        throw AwsException.validation(
            "'" + value.substring(0, Math.min(60, value.length())) + "'",
            "filters.values",
            "Member must satisfy regular expression pattern: ^\\!?[a-zA-Z0-9 :_@\\/\\+\\=\\.\\-\\!]*$"
                + " and have length less than or equal to "
                + MOST_LENGTH);
      }
    }
    return new SecretFilter(key, part.values());
  }

  boolean matches(Secret secret) {
    var wanted = values.stream().filter(value -> !value.startsWith("!")).toList();
    var excluded = values.stream().filter(value -> value.startsWith("!")).toList();
    return (wanted.isEmpty() || wanted.stream().anyMatch(value -> matches(secret, value)))
        && excluded.stream().noneMatch(value -> matches(secret, value.substring(1)));
  }

  private boolean matches(Secret secret, String value) {
    return switch (key) {
      case NAME -> secret.name().startsWith(value);
      case TAG_KEY -> secret.tags().keySet().stream().anyMatch(tag -> tag.startsWith(value));
      case TAG_VALUE -> secret.tags().values().stream().anyMatch(tag -> tag.startsWith(value));
      case DESCRIPTION -> hasWords(value, List.of(secret.description()), Stream::allMatch);
      case ALL -> hasWords(value, attributes(secret), Stream::anyMatch);
      case PRIMARY_REGION, OWNING_SERVICE -> false;
    };
  }

  private static List<String> attributes(Secret secret) {
    var all = new ArrayList<>(List.of(secret.name(), secret.description()));
    all.addAll(secret.tags().keySet());
    all.addAll(secret.tags().values());
    return all;
  }

  private static boolean hasWords(
      String value, List<String> texts, BiPredicate<Stream<String>, Predicate<String>> howMany) {
    var words = texts.stream().flatMap(text -> words(text).stream()).toList();
    var wanted = words(value);
    return !wanted.isEmpty()
        && howMany.test(
            wanted.stream(), want -> words.stream().anyMatch(word -> word.startsWith(want)));
  }

  /** Parted where small letters turn to capital, letters to digits, and by all that is neither. */
  private static List<String> words(String text) {
    return Arrays.stream(text.split("[^A-Za-z0-9]+|(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=[0-9])"))
        .filter(word -> !word.isEmpty())
        .map(word -> word.toLowerCase(Locale.ROOT))
        .toList();
  }
}
