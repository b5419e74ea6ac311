package dev.cairn.engine.redis;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which program a {@code redis-server} is. Valkey went on from Redis 7.2 under another name; some
 * systems install it as {@code redis-server}, so only what it says of itself counts.
 *
 * @param version for example {@code 7.0.15}
 */
public record RedisBuild(Product product, String version) {
  private static final Pattern SAID =
      Pattern.compile("(?:(Redis|Valkey) )?[Ss]erver v=((\\d+)\\.(\\d+)\\.\\d+)");

  /** Whose program it is. */
  public enum Product {
    REDIS,
    VALKEY
  }

  /** What {@code --version} printed; empty where it is neither, or older than 6.2. */
  public static Optional<RedisBuild> parse(String said) {
    var matcher = SAID.matcher(said);
    if (!matcher.find()) {
      return Optional.empty();
    }
    var product = "Valkey".equals(matcher.group(1)) ? Product.VALKEY : Product.REDIS;
    var build = new RedisBuild(product, matcher.group(2));
    return build.isAtLeast(6, 2) ? Optional.of(build) : Optional.empty();
  }

  /** The build of a version that users chose: its latest patch is not known. */
  public static RedisBuild ofName(String name) {
    return name.startsWith("valkey-")
        ? new RedisBuild(Product.VALKEY, name.substring("valkey-".length()) + ".0")
        : new RedisBuild(Product.REDIS, name + ".0");
  }

  /** What users write: {@code 7.0}, {@code valkey-8.1}. */
  public String name() {
    var minor = version.substring(0, version.lastIndexOf('.'));
    return switch (product) {
      case REDIS -> minor;
      case VALKEY -> "valkey-" + minor;
    };
  }

  public String displayName() {
    return (product == Product.VALKEY ? "Valkey " : "Redis ") + version;
  }

  public boolean isAtLeast(int major, int minor) {
    return number(0) > major || (number(0) == major && number(1) >= minor);
  }

  /** Whether data of the other open here: the same product, and not newer. */
  public boolean opensDataOf(RedisBuild other) {
    return product == other.product && isAtLeast(other.number(0), other.number(1));
  }

  /** Newest first is the order of this number's reverse; Redis before Valkey of the same number. */
  public int rank() {
    return (number(0) * 100 + number(1)) * 2 + (product == Product.REDIS ? 1 : 0);
  }

  private int number(int index) {
    return Integer.parseInt(version.split("\\.", -1)[index]);
  }
}
