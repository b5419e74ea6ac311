package dev.cairn.web.aws;

import dev.cairn.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The order of a listing, and where a page of it ended. A token holds the order and the last
 * secret's place in it, so that pages neither repeat nor lose a secret when others come and go.
 */
record SecretOrder(String by, boolean descending) {
  static final List<String> BY =
      List.of("created-date", "last-accessed-date", "last-changed-date", "name");
  static final List<String> DIRECTIONS = List.of("asc", "desc");

  /**
   * Up to {@code most} of the secrets.
   *
   * @param next empty where these are the last
   */
  record Page(List<Secret> secrets, Optional<String> next) {}

  /** Where a secret stands. */
  private record Place(String key, String name) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      return Comparator.comparing(Place::key).thenComparing(Place::name).compare(this, other);
    }
  }

  Page page(List<Secret> secrets, Optional<String> after, int most) {
    var order = Comparator.comparing(this::place);
    var direction = descending ? order.reversed() : order;
    var from = after.map(this::parse);
    var rest =
        secrets.stream()
            .sorted(direction)
            .filter(secret -> from.map(place -> isAfter(secret, place)).orElse(true))
            .toList();
    var shown = rest.subList(0, Math.min(most, rest.size()));
    return new Page(
        shown,
        rest.size() > shown.size() ? Optional.of(token(place(shown.getLast()))) : Optional.empty());
  }

  private boolean isAfter(Secret secret, Place place) {
    int compared = place(secret).compareTo(place);
    return descending ? compared < 0 : compared > 0;
  }

  /** Cairn does not keep when a secret was last read; by that, all stand together. */
  private Place place(Secret secret) {
    var key =
        switch (by) {
          case "created-date" -> sortable(secret.createdAt());
          case "last-changed-date" -> sortable(secret.changedAt());
          default -> "";
        };
    return new Place(key, secret.name());
  }

  private static String sortable(Instant instant) {
    return "%019d".formatted(instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000);
  }

  private String token(Place place) {
    var text = String.join("/", by, Boolean.toString(descending), place.key(), place.name());
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private Place parse(String token) {
    try {
      var parts =
          new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8).split("/", -1);
      if (parts.length == 4
          && parts[0].equals(by)
          && parts[1].equals(Boolean.toString(descending))) {
        return new Place(parts[2], parts[3]);
      }
    } catch (IllegalArgumentException e) {
      var refusal = AwsException.invalidNextToken();
      refusal.initCause(e);
      throw refusal;
    }
    throw AwsException.invalidNextToken();
  }
}
