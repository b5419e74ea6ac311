package dev.cairn;

import dev.cairn.config.ConfigLoader;
import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server: reads its configuration, locks its home, builds everything and serves until it is
 * asked to end. Engines, applications and the edge outlive it. With the argument {@code stop} it
 * serves nobody and stops them, with {@code stop --purge} for good.
 */
public final class Main {
  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  /** Another server has this home (EX_TEMPFAIL of sysexits.h); see server-loop.sh. */
  private static final int ALREADY_SERVED = 75;

  private Main() {}

  public static void main(String[] arguments) {
    try {
      var config = new ConfigLoader(System.getenv()).load();
      var home = Home.open(config.home());
      var server = new Server(config, home, System.getenv());
      var end = new CountDownLatch(1);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    server.close();
                    end.countDown();
                  },
                  "shutdown"));
      if (List.of(arguments).contains("stop")) {
        System.exit(server.stop(List.of(arguments).contains("--purge")));
      }
      server.start();
      end.await();
    } catch (ProblemException e) {
      say(e.problem());
      LOG.debug("start failed", e);
      System.exit(e.problem().code().equals("already-running") ? ALREADY_SERVED : 1);
    } catch (RuntimeException e) {
      // Half a server serves nobody, and holds the home's lock.
      LOG.error("start failed", e);
      System.err.println("cairn server: it could not start: " + e);
      System.err.println("Start it again; if that does not help, report what its log says.");
      System.exit(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void say(Problem problem) {
    System.err.println("cairn server: " + problem.message());
    for (var violation : problem.violations()) {
      System.err.println("  " + violation.field() + ": " + violation.message());
    }
    System.err.println(problem.suggestion());
  }
}
