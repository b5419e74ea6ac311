package dev.cairn.provider.local.mysql;

import dev.cairn.core.Bytes;
import dev.cairn.core.StateFile;
import dev.cairn.engine.mysql.GtidSet;
import dev.cairn.engine.mysql.MySqlLogFile;
import dev.cairn.provider.local.files.OpenDirectory;
import dev.cairn.provider.local.instance.InstanceFiles;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The binary log of an instance, read without its server. Who writes it is the engine's user: names
 * are taken as names only, and no link is followed.
 */
final class MySqlLogFiles {
  private static final Pattern NAME = Pattern.compile("binlog\\.\\d{6,12}");
  private static final int BUFFER = 64 * 1024;

  private MySqlLogFiles() {}

  /**
   * Of one that was a replica: what it had executed when it was promoted. The log of a copy begins
   * with the copy, and says nothing of what that had.
   */
  private static Path inherited(InstanceFiles files) {
    return files.directory().resolve("inherited");
  }

  /** Durable before it takes its first write. */
  static void inherit(InstanceFiles files, GtidSet executed) {
    StateFile.write(inherited(files), executed.toString(), StateFile.PRIVATE);
  }

  /**
   * What it holds.
   *
   * @param executed all that its server ever executed
   * @param missing bytes of that which another has not; empty where some of it is in files that are
   *     gone
   */
  record Found(GtidSet executed, Optional<Bytes> missing) {}

  /**
   * Looks at the newest files, as many as there is something in that the other has not.
   *
   * @param has what that other one has
   * @throws IOException where a file is not there or is none that can be read
   */
  static Found read(InstanceFiles files, GtidSet has) throws IOException {
    var names = names(files.findData(MySqlLogs.INDEX).orElse(""));
    if (names.isEmpty()) {
      throw new IOException("it has no binary log");
    }
    try (var data = OpenDirectory.of(files.data())) {
      var newest = read(data, names.getFirst(), has);
      long missing = newest.missing();
      var before = newest.before();
      for (var name : names.subList(1, names.size())) {
        if (before.isWithin(has)) {
          break;
        }
        var older = read(data, name, has);
        missing += older.missing();
        before = older.before();
      }
      boolean isAll = before.isWithin(has);
      var executed =
          newest.all().and(StateFile.find(inherited(files)).map(GtidSet::of).orElse(GtidSet.NONE));
      return new Found(executed, isAll ? Optional.of(new Bytes(missing)) : Optional.empty());
    }
  }

  /** The newest first. */
  private static List<String> names(String index) {
    return index
        .lines()
        .map(line -> line.substring(line.lastIndexOf('/') + 1).strip())
        .filter(name -> NAME.matcher(name).matches())
        .toList()
        .reversed();
  }

  private static MySqlLogFile read(OpenDirectory data, String name, GtidSet has)
      throws IOException {
    try (var file = data.read(Path.of(name));
        var in = new BufferedInputStream(Channels.newInputStream(file), BUFFER)) {
      return MySqlLogFile.read(in, file.size(), has);
    }
  }
}
