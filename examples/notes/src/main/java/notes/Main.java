package notes;

import java.io.IOException;

/** Starts the application; on SIGTERM it finishes the requests in flight and ends. */
public final class Main {

  private Main() {}

  public static void main(String[] arguments) throws IOException {
    // The JDK's server delays small answers on kept connections without this.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    var environment = new Environment(System.getenv());
    var postgres = environment.postgres().map(PostgresNotes::new);
    var server = new Server(environment, postgres);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  server.close();
                  postgres.ifPresent(PostgresNotes::close);
                }));
    server.start();
    System.out.printf(
        "Notes listens on port %d, %s.%n",
        server.port(),
        environment
            .postgres()
            .map(address -> "keeps its notes in " + address)
            .orElse("without a database"));
  }
}
