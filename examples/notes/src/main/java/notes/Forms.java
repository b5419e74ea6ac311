package notes;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Reads the body of a posted form. */
final class Forms {

  private Forms() {}

  static Map<String, String> parse(String body) {
    var fields = new HashMap<String, String>();
    for (var pair : body.split("&")) {
      var cut = pair.indexOf('=');
      if (cut > 0) {
        fields.put(decode(pair.substring(0, cut)), decode(pair.substring(cut + 1)));
      }
    }
    return Map.copyOf(fields);
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
