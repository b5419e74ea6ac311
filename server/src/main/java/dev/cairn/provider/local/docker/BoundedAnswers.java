package dev.cairn.provider.local.docker;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.transport.DockerHttpClient;
import dev.cairn.core.Bytes;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/**
 * Reads no answer of the engine that is longer than any it should have: what it says of an image is
 * as long as whoever made the image likes, and is held in memory whole.
 */
final class BoundedAnswers implements DockerHttpClient {
  private static final Bytes LONGEST = Bytes.ofMib(8);

  private final DockerHttpClient inner;

  BoundedAnswers(DockerHttpClient inner) {
    this.inner = inner;
  }

  @Override
  public Response execute(Request request) {
    return new Bounded(inner.execute(request));
  }

  @Override
  public void close() throws IOException {
    inner.close();
  }

  private record Bounded(Response inner) implements Response {
    @Override
    public int getStatusCode() {
      return inner.getStatusCode();
    }

    @Override
    public Map<String, List<String>> getHeaders() {
      return inner.getHeaders();
    }

    @Override
    public InputStream getBody() {
      return new Body(inner.getBody());
    }

    @Override
    public void close() {
      inner.close();
    }
  }

  private static final class Body extends FilterInputStream {
    private long read;

    Body(InputStream inner) {
      super(inner);
    }

    @Override
    public int read() throws IOException {
      int next = super.read();
      count(next < 0 ? 0 : 1);
      return next;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int got = super.read(into, offset, length);
      count(got);
      return got;
    }

    private void count(int more) {
      read += Math.max(0, more);
      if (read > LONGEST.value()) {
        throw new DockerException(
            "what the container engine says of it is longer than " + LONGEST, 500);
      }
    }
  }
}
