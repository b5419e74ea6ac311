package dev.cairn.edge;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How many whole requests a strict reader of RFC 9112 finds in some bytes before the first that it
 * refuses. Written from the grammar, by expressions, with nothing of the edge's.
 */
final class StrictReading {
  private static final Pattern START =
      Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+) ([\\x21-\\x7e]+) HTTP/1\\.([01])");
  private static final Pattern FIELD =
      Pattern.compile(
          "([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \\t]*([\\x21-\\x7e\\x80-\\xff]"
              + "([\\t \\x21-\\x7e\\x80-\\xff]*[\\x21-\\x7e\\x80-\\xff])?)?[ \\t]*");
  private static final Pattern CHUNK =
      Pattern.compile("([0-9a-fA-F]{1,15})(;[\\t\\x20-\\x7e\\x80-\\xff]*)?");
  private static final Pattern HOST =
      Pattern.compile("(\\[[0-9a-fA-F:.]+\\]|[0-9A-Za-z._~%!$&'()*+,;=-]*)(:[0-9]{0,5})?");

  private final String text;
  private int at;

  private StrictReading(byte[] bytes) {
    text = new String(bytes, StandardCharsets.ISO_8859_1);
  }

  static int requests(byte[] bytes) {
    var reading = new StrictReading(bytes);
    int found = 0;
    while (reading.next()) {
      found++;
    }
    return found;
  }

  private boolean next() {
    if (text.startsWith("\r\n", at)) {
      at += 2;
    }
    var start = line().map(START::matcher).filter(m -> m.matches());
    if (start.isEmpty()) {
      return false;
    }
    var fields = fields();
    return fields.isPresent()
        && isTarget(start.get().group(1), start.get().group(2), values(fields.get(), "host"))
        && hasHost(fields.get(), start.get().group(3).equals("1"))
        && body(fields.get(), start.get().group(3).equals("1"));
  }

  private static boolean isTarget(String method, String target, List<String> hosts) {
    if (target.contains("#")) {
      return false;
    }
    var absolute = Pattern.compile("(?i)https?://([^/?]+).*").matcher(target);
    return target.startsWith("/")
        || (target.equals("*") && method.equals("OPTIONS"))
        || (absolute.matches()
            && HOST.matcher(absolute.group(1)).matches()
            && hosts.stream().allMatch(absolute.group(1)::equalsIgnoreCase));
  }

  private static boolean hasHost(List<String[]> fields, boolean needed) {
    var hosts = values(fields, "host");
    return hosts.isEmpty()
        ? !needed
        : hosts.size() == 1 && HOST.matcher(hosts.getFirst()).matches();
  }

  private boolean body(List<String[]> fields, boolean mayBeChunked) {
    var lengths = values(fields, "content-length");
    var codings = values(fields, "transfer-encoding");
    if (!codings.isEmpty()) {
      return mayBeChunked && lengths.isEmpty() && codings.equals(List.of("chunked")) && chunks();
    }
    if (lengths.isEmpty()) {
      return true;
    }
    if (lengths.size() > 1 || !lengths.getFirst().matches("[0-9]{1,18}")) {
      return false;
    }
    return skip(Long.parseLong(lengths.getFirst()));
  }

  private boolean chunks() {
    while (true) {
      var chunk = line().map(CHUNK::matcher).filter(m -> m.matches());
      if (chunk.isEmpty()) {
        return false;
      }
      long length = Long.parseLong(chunk.get().group(1), 16);
      if (length == 0) {
        return fields().isPresent();
      }
      if (!skip(length) || !text.startsWith("\r\n", at)) {
        return false;
      }
      at += 2;
    }
  }

  private boolean skip(long length) {
    if (text.length() - at < length) {
      return false;
    }
    at += (int) length;
    return true;
  }

  private Optional<List<String[]>> fields() {
    var all = new ArrayList<String[]>();
    while (true) {
      var line = line();
      if (line.isEmpty() || line.get().isEmpty()) {
        return line.map(end -> all);
      }
      var field = FIELD.matcher(line.get());
      if (!field.matches()) {
        return Optional.empty();
      }
      var value = Optional.ofNullable(field.group(2)).orElse("");
      all.add(new String[] {field.group(1), value});
    }
  }

  private static List<String> values(List<String[]> fields, String name) {
    return fields.stream().filter(f -> f[0].equalsIgnoreCase(name)).map(f -> f[1]).toList();
  }

  private Optional<String> line() {
    int end = text.indexOf('\n', at);
    if (end <= at || text.charAt(end - 1) != '\r') {
      return Optional.empty();
    }
    var line = text.substring(at, end - 1);
    at = end + 1;
    return Optional.of(line);
  }
}
