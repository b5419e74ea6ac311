package dev.cairn.cli.session;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.cairn.api.ApiClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LogCommandTest {
  /** As with {@code -f}: there is always more. */
  private static final class Endless extends LogCommand {
    @Override
    protected InputStream open(ApiClient api) {
      return new InputStream() {
        @Override
        public int read() {
          return '\n';
        }
      };
    }
  }

  /** What a pipe is once {@code head} has ended. */
  private static final class Broken extends OutputStream {
    @Override
    public void write(int one) throws IOException {
      throw new IOException("Broken pipe");
    }
  }

  @Test
  void endsOnceNobodyReads() {
    var before = System.out;
    System.setOut(new PrintStream(new Broken()));
    try (var api = new ApiClient(URI.create("http://127.0.0.1:1"), Optional::empty)) {
      assertTimeoutPreemptively(Duration.ofSeconds(20), () -> new Endless().run(api));
    } finally {
      System.setOut(before);
    }
  }
}
