package dev.cairn.provider.local.existing;

import com.mysql.cj.conf.PropertySet;
import com.mysql.cj.protocol.StandardSocketFactory;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import javax.net.SocketFactory;

/**
 * A connection to a server that somebody named: what it answers has an end, by bytes and by time,
 * whatever it says of its length and however slowly it comes. A look takes some kilobytes.
 */
public final class BoundedSocket extends Socket {
  static final int MOST = 1024 * 1024;
  private static final Duration LONGEST = Duration.ofSeconds(20);

  private final long end = System.nanoTime() + LONGEST.toNanos();
  private long left = MOST;

  @Override
  public InputStream getInputStream() throws IOException {
    return new FilterInputStream(super.getInputStream()) {
      @Override
      public int read() throws IOException {
        int read = super.read();
        spend(1);
        return read;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = super.read(bytes, offset, length);
        spend(read);
        return read;
      }

      @Override
      public long skip(long most) throws IOException {
        long skipped = super.skip(Math.min(most, MOST));
        spend((int) skipped);
        return skipped;
      }
    };
  }

  private void spend(int bytes) throws IOException {
    left -= Math.max(0, bytes);
    if (left < 0 || System.nanoTime() > end) {
      close();
      throw new IOException("it answers more, or slower, than a database does");
    }
  }

  /** For PostgreSQL's driver, which makes it by its name. */
  public static final class ForPostgres extends SocketFactory {
    @Override
    public Socket createSocket() {
      return new BoundedSocket();
    }

    @Override
    public Socket createSocket(String host, int port) {
      throw notSo();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) {
      throw notSo();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
      throw notSo();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
      throw notSo();
    }

    private static UnsupportedOperationException notSo() {
      return new UnsupportedOperationException("the driver connects by itself");
    }
  }

  /** For MySQL's driver, which makes it by its name. */
  public static final class ForMySql extends StandardSocketFactory {
    @Override
    protected Socket createSocket(PropertySet properties) {
      return new BoundedSocket();
    }
  }
}
