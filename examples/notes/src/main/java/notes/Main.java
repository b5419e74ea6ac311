package notes;

import java.io.IOException;

/** Starts the application; on SIGTERM it finishes the requests in flight and ends. */
public final class Main {

  private Main() {}

  public static void main(String[] arguments) throws IOException {
    // The JDK's server delays small answers on kept connections without this.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    var environment = new Environment(System.getenv());
    var databases = new Databases(environment);
    var server = new Server(environment, databases);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  server.close();
                  databases.close();
                }));
    server.start();
    System.out.printf(
        "Notes listens on port %d; notes in: %s; visits in: %s.%n",
        server.port(),
        databases.notes().map(notes -> notes.database().toString()).orElse("nothing"),
        databases.redis().map(redis -> redis.address().toString()).orElse("nothing"));
  }
}
