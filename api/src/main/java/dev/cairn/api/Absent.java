package dev.cairn.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a field is where the other side left it out: Jackson hands null to the constructor, and
 * nobody behind the constructor shall meet it.
 */
final class Absent {
  private Absent() {}

  static <T> List<T> list(@Nullable List<T> given) {
    return given == null ? List.of() : List.copyOf(given);
  }

  static <V> Map<String, V> map(@Nullable Map<String, V> given) {
    return given == null ? Map.of() : given;
  }

  @SuppressWarnings("NullableOptional") // Jackson does that, see above
  static <T> Optional<T> optional(@Nullable Optional<T> given) {
    return given == null ? Optional.empty() : given;
  }
}
