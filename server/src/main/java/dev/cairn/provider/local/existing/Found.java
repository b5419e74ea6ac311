package dev.cairn.provider.local.existing;

import java.util.List;

/**
 * What a login found.
 *
 * @param warnings sentences about what may surprise the application
 */
record Found(String version, List<String> warnings) {
  Found {
    warnings = List.copyOf(warnings);
  }

  static String readOnly(String because) {
    return "It takes no writes: " + because + ".";
  }

  static String noCreate(String username, String where) {
    return "The user "
        + username
        + " may not create tables in "
        + where
        + ": migrations of the application will fail.";
  }
}
