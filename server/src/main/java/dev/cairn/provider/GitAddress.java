package dev.cairn.provider;

import java.nio.file.Path;

/**
 * Where a Git repository is, as Git itself understands what is written. What Git would read
 * otherwise than it stands there is refused: who may fetch what is decided by the text. See the
 * section on URLs in git-fetch(1).
 */
public sealed interface GitAddress {
  /** Fetched over the network; nothing of this machine is read by it. */
  record Network(String url) implements GitAddress {}

  /**
   * On this machine.
   *
   * @param path absolute, as it is written
   */
  record Here(Path path) implements GitAddress {}

  /**
   * Neither.
   *
   * @param rule that it breaks, to be read after "must be"
   */
  record Refused(String rule) implements GitAddress {}

  static GitAddress of(String written) {
    if (hasControls(written)) {
      return new Refused("an address without control characters");
    }
    if (isNetwork(written)) {
      return new Network(written);
    }
    var path = written.startsWith("file://") ? written.substring("file://".length()) : written;
    if (!path.startsWith("/")) {
      return new Refused("an address of the network or an absolute path of this machine");
    }
    // In one of the two forms Git decodes it.
    return path.indexOf('%') < 0 ? new Here(Path.of(path)) : new Refused("a path without %");
  }

  /** Whether it is one only together with another. */
  static boolean isRelative(String written) {
    return written.startsWith("./") || written.startsWith("../");
  }

  /** What a relative one stands for where this is its repository's; see git-submodule(1). */
  default GitAddress resolve(String relative) {
    return switch (this) {
      case Network(String url) -> of(beside(url, relative));
      case Here(Path path) ->
          hasControls(relative) ? of(relative) : of(path.resolve(relative).normalize().toString());
      case Refused refused -> refused;
    };
  }

  private static boolean hasControls(String written) {
    return written.chars().anyMatch(Character::isISOControl);
  }

  /**
   * With a scheme, or {@code [USER@]HOST:PATH}; by {@code NAME::…} Git would run a program. A host
   * that begins with a dash is an option to what connects.
   */
  private static boolean isNetwork(String written) {
    return !written.startsWith("-")
        && (written.matches("(?i)(git|https?|ssh)://(?![^/]*@-)[^/-].*")
            || written.matches("(?!(?i:file|git|https?|ssh):)(?![^/:]*@-)[^/:]+:(?!:|//).*"));
  }

  private static String beside(String url, String relative) {
    var base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    var rest = relative;
    var joint = "/";
    while (isRelative(rest)) {
      if (rest.startsWith("../")) {
        int slash = base.lastIndexOf('/');
        joint = slash < 0 ? ":" : joint;
        base = base.substring(0, Math.max(0, slash < 0 ? base.lastIndexOf(':') : slash));
      }
      rest = rest.substring(rest.indexOf('/') + 1);
    }
    return base + joint + rest;
  }
}
