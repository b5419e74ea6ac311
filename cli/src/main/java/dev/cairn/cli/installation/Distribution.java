package dev.cairn.cli.installation;

import dev.cairn.cli.terminal.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The directory that Cairn was built in: where the server's jars and flags are. */
record Distribution(Path directory) {

  /** As told by the starting script. */
  static Distribution current() {
    return new Distribution(
        Path.of(Optional.ofNullable(System.getProperty("cairn.distribution")).orElse("."))
            .toAbsolutePath()
            .normalize());
  }

  /** What a command is run by that is started again when it dies. */
  List<String> loop() {
    return List.of("/bin/sh", directory.resolve("server/server-loop.sh").toString());
  }

  List<String> serverCommand() {
    var server = directory.resolve("server");
    var jar = server.resolve("target/cairn-server.jar");
    if (!Files.exists(jar)) {
      throw Problems.of(
          "not-built", "Cairn's server is not built.", "Run: " + directory + "/cairn up");
    }
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    var options = server.resolve("jvm.options");
    if (Files.exists(options)) {
      command.add("@" + options);
    }
    command.addAll(quickStart(jar));
    command.addAll(List.of("-cp", jar + ":" + server.resolve("target/lib/*"), "dev.cairn.Main"));
    return command;
  }

  /** What makes the server's Java start quickly, or learn how: see bin/train-server.sh. */
  private List<String> quickStart(Path jar) {
    var learn = System.getenv("CAIRN_TRAIN");
    if (learn != null) {
      return List.of("-XX:AOTCacheOutput=" + learn);
    }
    var cache = directory.resolve(".cairn-build/server.aot");
    return isNewer(cache, jar)
        ? List.of("-XX:AOTCache=" + cache, "-Xlog:aot=off", "-Xlog:cds=off")
        : List.of();
  }

  private static boolean isNewer(Path file, Path than) {
    try {
      return Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(than)) > 0;
    } catch (IOException e) {
      return false; // no such file, which is what was asked
    }
  }
}
