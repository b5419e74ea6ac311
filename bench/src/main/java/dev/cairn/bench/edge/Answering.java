package dev.cairn.bench.edge;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * An application that answers each request with the same bytes, as cheaply as can be: one thread,
 * no parsing beyond the empty line that ends a head.
 */
final class Answering implements AutoCloseable {
  private static final int HEAD_ROOM = 64 * 1024;
  private static final int BACKLOG = 1024;

  private final ServerSocketChannel server;
  private final Selector selector;
  private final ByteBuffer answer;
  private final ByteBuffer heads = ByteBuffer.allocateDirect(HEAD_ROOM);

  Answering(int bytes) throws IOException {
    var head =
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + bytes + "\r\n\r\n";
    answer = ByteBuffer.allocateDirect(head.length() + bytes);
    answer.put(head.getBytes(StandardCharsets.US_ASCII)).clear();
    selector = Selector.open();
    server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    server.configureBlocking(false);
    server.register(selector, SelectionKey.OP_ACCEPT);
    Thread.ofPlatform().daemon().name("application-" + bytes).start(this::run);
  }

  int port() {
    return server.socket().getLocalPort();
  }

  private void run() {
    try {
      while (selector.isOpen()) {
        selector.select(this::serve);
      }
    } catch (IOException | ClosedSelectorException closed) {
      // The measurement is over.
    }
  }

  private void serve(SelectionKey key) {
    try {
      if (key.isAcceptable()) {
        accept();
      } else if (key.isWritable()) {
        write(key, (ByteBuffer) key.attachment());
      } else {
        read(key);
      }
    } catch (IOException gone) {
      key.cancel();
    }
  }

  private void accept() throws IOException {
    var client = server.accept();
    if (client != null) {
      client.configureBlocking(false);
      client.setOption(StandardSocketOptions.TCP_NODELAY, true);
      client.register(selector, SelectionKey.OP_READ);
    }
  }

  private void read(SelectionKey key) throws IOException {
    heads.clear();
    if (((SocketChannel) key.channel()).read(heads) < 0) {
      key.channel().close();
      return;
    }
    int end = heads.position();
    if (end >= 4 && heads.get(end - 1) == '\n' && heads.get(end - 3) == '\n') {
      write(key, answer.duplicate());
    }
  }

  private static void write(SelectionKey key, ByteBuffer rest) throws IOException {
    ((SocketChannel) key.channel()).write(rest);
    key.attach(rest);
    key.interestOps(rest.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
  }

  @Override
  public void close() throws IOException {
    selector.close();
    server.close();
  }
}
