package dev.cairn.api;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Where the API has what. A reference that addresses nothing is refused before it is sent. */
final class Paths {
  static final String ROOT = "/api/v1/";

  private Paths() {}

  static String stackPath(String stack) {
    return ROOT + "stacks/" + segment(stack);
  }

  static String stagePath(String stage) {
    var parts = parts(stage, 2, "stage", "STACK/STAGE");
    return stackPath(parts[0]) + "/stages/" + segment(parts[1]);
  }

  static String databasePath(String database) {
    var parts = parts(database, 3, "database", "STACK/STAGE/ENGINE");
    return stagePath(parts[0] + "/" + parts[1]) + "/databases/" + segment(parts[2]);
  }

  static String operationPath(String id) {
    return ROOT + "operations/" + segment(id);
  }

  private static String[] parts(String ref, int count, String noun, String form) {
    var parts = ref.split("/", -1);
    if (parts.length != count) {
      throw new ApiProblemException(
          Transport.local(
              "invalid-reference",
              "\"" + ref + "\" does not address a " + noun + ".",
              "Write " + form + "."));
    }
    return parts;
  }

  /** A dot segment would be resolved away and address something else. */
  static String segment(String text) {
    var encoded = URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    if (encoded.isEmpty() || encoded.equals(".") || encoded.equals("..")) {
      throw new ApiProblemException(
          Transport.local("invalid-name", "\"" + text + "\" is not a name.", "Choose another."));
    }
    return encoded;
  }
}
