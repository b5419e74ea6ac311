package dev.cairn.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A database made by hand with given programs, in a scratch directory that its user may write: the
 * yardstick. Run as the same user as Cairn's own.
 */
abstract class ByHand implements AutoCloseable {
  private final Path directory;

  ByHand() throws IOException {
    this.directory = Files.createTempDirectory("cairn-by-hand-");
    if (isRoot()) {
      Command.run(directory, Map.of(), "", List.of("chown", "cairn-db", directory.toString()))
          .expectSuccess();
    }
  }

  /** With the programs that Cairn itself runs this database with. */
  static ByHand like(Installation installation, String stage, String engine) throws IOException {
    var database = stage + "/" + engine;
    var identifier = installation.api().database(database).identifier();
    var program = installation.databaseProgram(identifier);
    return switch (engine) {
      case "postgres" -> new PostgresByHand(program);
      case "mysql" -> new MySqlByHand(program);
      case "redis" -> new RedisByHand(program);
      default -> throw new IllegalArgumentException(engine);
    };
  }

  /** Makes and starts one, and returns how long it took; it is stopped before this returns. */
  abstract Duration makeOne() throws IOException;

  final Path directory() {
    return directory;
  }

  /** Runs a program to its end. */
  final void run(String... argv) {
    Command.run(directory, Map.of(), "", asEngineUser(argv)).expectSuccess();
  }

  /** Starts a program that stays. */
  final Process start(String... argv) throws IOException {
    return new ProcessBuilder(asEngineUser(argv))
        .directory(directory.toFile())
        .redirectInput(new File("/dev/null"))
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("log").toFile())
        .start();
  }

  /** Ends it without grace and removes its data. */
  final void discard(Process server) {
    Installation.kill9(server.pid());
    clear();
  }

  final void clear() {
    run("find", directory.toString(), "-mindepth", "1", "-delete");
  }

  private static List<String> asEngineUser(String... argv) {
    var all = new ArrayList<String>();
    if (isRoot()) {
      all.addAll(List.of("setpriv", "--reuid=cairn-db", "--regid=cairn-db", "--clear-groups"));
    }
    all.addAll(List.of(argv));
    return all;
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  @Override
  public void close() {
    Command.run(Path.of("/"), Map.of(), "", List.of("rm", "-rf", directory.toString()))
        .expectSuccess();
  }
}
