package dev.cairn.edge;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
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
    var vertx = vertx();
    vertx.exceptionHandler(Main::failed);
    var edge = new Edge(vertx);
    new RoutesFile(file, edge::follow).start();
    Runtime.getRuntime().addShutdownHook(new Thread(edge::close, "shutdown"));
    new SelfCheck(
            edge::checkPort, edge.checkSecret(), () -> Runtime.getRuntime().halt(SelfCheck.HANGS))
        .start();
    log.info("Edge started as pid {}, following {}", ProcessHandle.current().pid(), file);
  }

  /**
   * Without memory nothing else is right: what is kept outside of the heap tells the JVM nothing.
   */
  private static void failed(Throwable cause) {
    log.error("Unexpected", cause);
    if (cause instanceof VirtualMachineError) {
      Runtime.getRuntime().halt(SelfCheck.HANGS);
    }
  }

  /** One event loop: proxying is waiting, and one thread needs no locks. */
  static Vertx vertx() {
    return Vertx.vertx(
        new VertxOptions()
            .setEventLoopPoolSize(1)
            .setWorkerPoolSize(1)
            .setInternalBlockingPoolSize(1)
            .setBlockedThreadCheckInterval(1)
            .setBlockedThreadCheckIntervalUnit(TimeUnit.MINUTES)
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setClassPathResolvingEnabled(false)
                    .setFileCachingEnabled(false)));
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
