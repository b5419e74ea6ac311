package dev.cairn.provider.local.existing;

import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.engine.MySql;
import dev.cairn.engine.Postgres;
import dev.cairn.engine.Redis;
import dev.cairn.provider.ExistingDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A TCP connection to a server, as far as both agree on TLS. What it speaks is told from its first
 * bytes: nobody logs in yet.
 */
final class Line implements AutoCloseable {
  static final Duration CONNECT = Duration.ofSeconds(4);
  private static final Duration LOOK_UP = Duration.ofSeconds(4);
  private static final Duration ANSWER = Duration.ofSeconds(3);
  private static final Duration GUESS = Duration.ofMillis(700);

  /** PostgreSQL's SSLRequest: postgresql.org/docs/current/protocol-message-formats.html. */
  private static final byte[] SSL_REQUEST = {0, 0, 0, 8, 4, (byte) 0xd2, 22, 47};

  /** MySQL's SSLRequest: protocol 4.1, secure connection, TLS; 16 MiB packets; utf8mb4. */
  private static final byte[] MYSQL_SSL_REQUEST = {
    32, 0, 0, 1, 0, (byte) 0x8a, 0, 0, 0, 0, 0, 1, 45
  };

  private static final int MYSQL_SSL_REQUEST_LENGTH = 36;
  private static final int MYSQL_HOST_NOT_PRIVILEGED = 1130;

  private final Socket socket;

  private Line(Socket socket) {
    this.socket = socket;
  }

  Socket socket() {
    return socket;
  }

  /** The addresses of a host, asked for in bounded time. */
  static List<InetAddress> resolve(String host) {
    var asked =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return Arrays.asList(InetAddress.getAllByName(host));
              } catch (UnknownHostException e) {
                return List.<InetAddress>of();
              }
            },
            task -> Thread.ofVirtual().start(task));
    try {
      var found = asked.get(LOOK_UP.toMillis(), TimeUnit.MILLISECONDS);
      if (found.isEmpty()) {
        throw Refusal.unknownHost(host);
      }
      return found;
    } catch (TimeoutException | ExecutionException e) {
      throw Refusal.unknownHost(host);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problem.unavailable("interrupted", "Looking up " + host + " was interrupted.", "")
          .toException(e);
    }
  }

  /** Connects, sees that the engine answers, and says that TLS follows where that is wanted. */
  static Line open(ExistingDatabase database) {
    var line = connect(database, ANSWER);
    try {
      line.agree(database);
      return line;
    } catch (IOException e) {
      line.close();
      throw otherwise(database);
    } catch (ProblemException e) {
      line.close();
      throw e;
    }
  }

  /** Why a port does not answer as the engine would. */
  static ProblemException otherwise(ExistingDatabase database) {
    var found = identify(database);
    if (found == Protocol.of(database.engine())) {
      return database.tls() == ExistingDatabase.Tls.OFF
          ? Refusal.failed(database, "it broke the connection off")
          : Refusal.tlsNotOffered(database);
    }
    boolean redisOverTls =
        found == Protocol.TLS
            && database.engine() instanceof Redis
            && database.tls() == ExistingDatabase.Tls.OFF;
    return redisOverTls ? Refusal.tlsRequired(database) : Refusal.speaks(database, found);
  }

  private void agree(ExistingDatabase database) throws IOException {
    boolean secure = database.tls() != ExistingDatabase.Tls.OFF;
    switch (database.engine()) {
      case Postgres _ -> {
        send(SSL_REQUEST);
        var answer = receive(1);
        if (Protocol.of(answer, true) != Protocol.POSTGRES) {
          throw new IOException("no answer of PostgreSQL");
        }
        if (secure && answer[0] == 'N') {
          throw Refusal.tlsNotOffered(database);
        }
      }
      case MySql _ -> {
        var greeting = receive(512);
        if (Protocol.of(greeting, false) != Protocol.MYSQL) {
          throw new IOException("no greeting of MySQL");
        }
        checkGreeting(database, greeting);
        if (secure) {
          send(Arrays.copyOf(MYSQL_SSL_REQUEST, MYSQL_SSL_REQUEST_LENGTH));
        }
      }
      case Redis _ -> {
        if (!secure) {
          send("PING\r\n".getBytes(StandardCharsets.US_ASCII));
          var answer = receive(512);
          if (Protocol.of(answer, false) != Protocol.REDIS) {
            throw new IOException("no answer of Redis");
          }
          if (new String(answer, StandardCharsets.UTF_8).startsWith("-DENIED")) {
            throw Refusal.notAllowed(database, "it is in protected mode, open to its own machine");
          }
        }
      }
    }
  }

  private static void checkGreeting(ExistingDatabase database, byte[] greeting) {
    if (greeting[4] == 10) {
      if (database.tls() != ExistingDatabase.Tls.OFF && !offersTls(greeting)) {
        throw Refusal.tlsNotOffered(database);
      }
      return;
    }
    int code = greeting.length > 6 ? (greeting[5] & 0xff) | (greeting[6] & 0xff) << 8 : 0;
    var said = new String(greeting, 7, Math.max(0, greeting.length - 7), StandardCharsets.UTF_8);
    throw code == MYSQL_HOST_NOT_PRIVILEGED
        ? Refusal.notAllowed(database, said.strip())
        : Refusal.busy(database, said.strip());
  }

  /** After the version's text: 4 bytes of id, 8 of salt, one filler, then what it can do. */
  private static boolean offersTls(byte[] greeting) {
    int end = 5;
    while (end < greeting.length && greeting[end] != 0) {
      end++;
    }
    int capabilities = end + 1 + 4 + 8 + 1;
    return capabilities + 1 < greeting.length && (greeting[capabilities + 1] & 0x08) != 0;
  }

  /** What listens there, asked in the languages that we know. */
  static Protocol identify(ExistingDatabase database) {
    try (var line = connect(database, GUESS)) {
      var greeting = Protocol.of(line.tryReceive(), false);
      if (greeting != Protocol.SILENT) {
        return greeting;
      }
      line.send(SSL_REQUEST);
      var answer = Protocol.of(line.tryReceive(), true);
      if (answer != Protocol.SILENT) {
        return answer;
      }
    } catch (IOException e) {
      return Protocol.SILENT;
    }
    try (var line = connect(database, GUESS)) {
      line.send("PING\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      var answer = Protocol.of(line.tryReceive(), false);
      if (answer != Protocol.SILENT) {
        return answer;
      }
    } catch (IOException e) {
      return Protocol.SILENT;
    }
    try (var line = connect(database, GUESS)) {
      return Tls.isSpoken(database, line.socket()) ? Protocol.TLS : Protocol.SILENT;
    }
  }

  private static Line connect(ExistingDatabase database, Duration patience) {
    IOException last = new IOException("it has no address");
    for (var address : resolve(database.host())) {
      var socket = new BoundedSocket();
      try {
        socket.setSoTimeout((int) patience.toMillis());
        socket.connect(new InetSocketAddress(address, database.port()), (int) CONNECT.toMillis());
        return new Line(socket);
      } catch (SocketTimeoutException e) {
        throw Refusal.timedOut(database);
      } catch (IOException e) {
        last = e;
      }
    }
    throw last instanceof ConnectException && String.valueOf(last.getMessage()).contains("refused")
        ? Refusal.refused(database)
        : Refusal.unreachable(database, Refusal.said(last));
  }

  private void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** What comes at once, up to that many bytes. */
  private byte[] receive(int most) throws IOException {
    var all = new ByteArrayOutputStream();
    InputStream in = socket.getInputStream();
    var buffer = new byte[most];
    int count = in.read(buffer);
    if (count < 0) {
      throw new IOException("closed");
    }
    all.write(buffer, 0, count);
    return all.toByteArray();
  }

  private byte[] tryReceive() {
    try {
      return receive(512);
    } catch (IOException silent) {
      return new byte[0];
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw Problem.failed("socket-unusable", "A connection did not close: " + e, "Try again.")
          .toException(e);
    }
  }
}
