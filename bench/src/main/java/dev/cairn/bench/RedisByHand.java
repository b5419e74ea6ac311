package dev.cairn.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Redis made by hand: {@code redis-server}, then {@code redis-cli ping} until it answers. */
final class RedisByHand extends ByHand {
  private final Path program;

  RedisByHand(Path program) throws IOException {
    this.program = program;
  }

  @Override
  Duration makeOne() throws IOException {
    var port = String.valueOf(Installation.freePort());
    var begin = System.nanoTime();
    var server =
        start(program.toString(), "--port", port, "--bind", "127.0.0.1", "--appendonly", "yes");
    var ping = List.of("redis-cli", "-p", port, "ping");
    Waiting.until(
        Duration.ofSeconds(30),
        "Redis made by hand",
        () -> Command.run(directory(), Map.of(), "", ping).out().startsWith("PONG"));
    var took = Duration.ofNanos(System.nanoTime() - begin);
    discard(server);
    return took;
  }
}
