package dev.cairn.cli.terminal;

import dev.cairn.api.ServiceView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Times, sizes and addresses as people read them. */
public final class Words {
  private static final long KIB = 1024;

  private Words() {}

  /** How long ago, for example {@code 3 min}. */
  public static String age(Instant since) {
    return duration(Duration.between(since, Instant.now()));
  }

  /** For example {@code 0.4 s}, {@code 12 s}, {@code 3 min}, {@code 2 h}, {@code 5 d}. */
  public static String duration(Duration duration) {
    var seconds = Math.max(0, duration.toSeconds());
    if (seconds < 10) {
      var tenths = Math.max(0, duration.toMillis()) / 100;
      return tenths / 10 + "." + tenths % 10 + " s";
    }
    if (seconds < 120) {
      return seconds + " s";
    }
    if (seconds < 7200) {
      return seconds / 60 + " min";
    }
    return seconds < 172_800 ? seconds / 3600 + " h" : seconds / 86_400 + " d";
  }

  /** For example {@code 39 MiB}. */
  public static String bytes(long bytes) {
    if (bytes < KIB) {
      return bytes + " B";
    }
    if (bytes < KIB * KIB) {
      return bytes / KIB + " KiB";
    }
    var mib = bytes / (KIB * KIB);
    return mib < 10 * KIB ? mib + " MiB" : mib / KIB + " GiB";
  }

  /** A bound: as {@link #bytes}, and never less than it is. */
  public static String atMost(long bytes) {
    long unit = 1;
    while (bytes >= (unit == KIB * KIB ? 10 : 1) * KIB * unit && unit < KIB * KIB * KIB) {
      unit *= KIB;
    }
    return bytes((bytes + unit - 1) / unit * unit);
  }

  /** All that an application is reached at; of an older server the port alone. */
  public static List<String> urls(ServiceView service) {
    return service.urls().isEmpty() ? List.of(service.address()) : service.urls();
  }
}
