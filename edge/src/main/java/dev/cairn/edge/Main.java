package dev.cairn.edge;

import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code --routes FILE [--run DIR]} serves the routes in FILE until it is told to end; DIR (else
 * FILE's directory) holds the lock that keeps a second edge away. {@code --train} goes through the
 * motions once and ends, for the JVM to record what starting up needs.
 */
public final class Main {
  /** Another edge serves this directory (EX_TEMPFAIL of sysexits.h). */
  static final int ALREADY_SERVED = 75;

  private static final int WRONG_USAGE = 2;
  private static final Logger log = LoggerFactory.getLogger(Main.class);

  private Main() {}

  public static void main(String[] args) throws Exception {
    if (args.length == 1 && args[0].equals("--train")) {
      Training.run();
      System.exit(0);
    }
    var routes = option(args, "--routes").map(Path::of);
    if (routes.isEmpty()) {
      System.err.println("usage: dev.cairn.edge.Main --routes FILE [--run DIR] | --train");
      System.exit(WRONG_USAGE);
      return;
    }
    var file = routes.get().toAbsolutePath();
    var run = option(args, "--run").map(Path::of).orElse(file.resolveSibling("."));
    if (!ServeLock.take(run.resolve("edge.lock"))) {
      log.warn("Another edge serves {}", run);
      System.exit(ALREADY_SERVED);
    }
    var logs = new AccessLogs(run.resolve("access"), Limits.ACCESS_LOG);
    logs.start();
    var edge = new Edge(Limits.ARRIVAL, Optional.of(logs));
    new RoutesFile(file, edge::follow).start();
    Runtime.getRuntime().addShutdownHook(new Thread(edge::close, "shutdown"));
    new SelfCheck(
            edge::checkPort,
            edge.checkSecret(),
            edge.workers()::areAlive,
            () -> Runtime.getRuntime().halt(SelfCheck.HANGS))
        .start();
    log.info("Edge started as pid {}, following {}", ProcessHandle.current().pid(), file);
  }

  private static Optional<String> option(String[] args, String name) {
    for (int i = 0; i + 1 < args.length; i++) {
      if (args[i].equals(name)) {
        return Optional.of(args[i + 1]);
      }
    }
    return Optional.empty();
  }
}
