package dev.cairn.process;

import dev.cairn.core.Problem;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What Java can hand to a process as it is. Arguments and environment go out in the encoding of the
 * locale that Java was started in, and what that has no byte for becomes a question mark.
 */
final class NativeText {
  private static final Charset ENCODING =
      Optional.ofNullable(System.getProperty("sun.jnu.encoding"))
          .filter(Charset::isSupported)
          .map(Charset::forName)
          .orElse(StandardCharsets.US_ASCII);

  private NativeText() {}

  /**
   * Refuses what would arrive otherwise.
   *
   * @throws dev.cairn.core.ProblemException {@code locale-without-utf-8}; names variables, never
   *     values
   */
  static void require(List<String> argv, Map<String, String> environment) {
    environment.forEach((name, value) -> require("the variable " + name, value));
    argv.forEach(argument -> require("an argument", argument));
  }

  private static void require(String what, String text) {
    if (text.chars().allMatch(each -> each < 0x80)) {
      return;
    }
    if (!isUtf8()) {
      throw Problem.failed(
              "locale-without-utf-8",
              "Could not start a process: "
                  + what
                  + " holds characters that "
                  + ENCODING
                  + ", the encoding of the locale that Cairn's server runs in, damages.",
              "Start the server again with ./cairn up, where there is a locale C.UTF-8 (package"
                  + " libc-bin, or glibc-minimal-langpack).")
          .toException();
    }
  }

  private static boolean isUtf8() {
    return ENCODING.equals(StandardCharsets.UTF_8);
  }
}
