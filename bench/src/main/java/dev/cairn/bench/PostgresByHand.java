package dev.cairn.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** PostgreSQL made by hand: {@code initdb} and {@code pg_ctl -w start}. */
final class PostgresByHand extends ByHand {
  private final Path postgres;

  PostgresByHand(Path postgres) throws IOException {
    this.postgres = postgres;
  }

  @Override
  Duration makeOne() throws IOException {
    var data = directory().resolve("data").toString();
    var options =
        "-p "
            + Installation.freePort()
            + " -c unix_socket_directories='' -c listen_addresses=127.0.0.1";
    var log = directory().resolve("log").toString();
    var begin = System.nanoTime();
    run(program("initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8");
    run(program("pg_ctl"), "-D", data, "-w", "-l", log, "-o", options, "start");
    var took = Duration.ofNanos(System.nanoTime() - begin);
    run(program("pg_ctl"), "-D", data, "-w", "-m", "immediate", "stop");
    clear();
    return took;
  }

  private String program(String name) {
    return postgres.resolveSibling(name).toString();
  }
}
