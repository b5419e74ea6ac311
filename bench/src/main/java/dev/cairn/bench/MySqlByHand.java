package dev.cairn.bench;

import dev.cairn.api.SecretValueView;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** MySQL made by hand: {@code mysqld --initialize-insecure}, then started until it answers. */
final class MySqlByHand extends ByHand {
  private final Path program;

  MySqlByHand(Path program) throws IOException {
    this.program = program;
  }

  @Override
  Duration makeOne() throws IOException {
    var data = "--datadir=" + directory().resolve("data");
    int port = Installation.freePort();
    var root = new SecretValueView("root", "", "mysql", "127.0.0.1", port, "", "");
    var begin = System.nanoTime();
    run(program.toString(), "--no-defaults", data, "--initialize-insecure");
    var server =
        start(
            program.toString(),
            "--no-defaults",
            data,
            "--port=" + port,
            "--bind-address=127.0.0.1",
            "--socket=" + directory().resolve("s"),
            "--mysqlx=OFF");
    Waiting.until(
        Duration.ofMinutes(1), "MySQL made by hand", () -> Databases.answers("mysql", root));
    var took = Duration.ofNanos(System.nanoTime() - begin);
    discard(server);
    return took;
  }
}
