package dev.cairn.edge;

import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * A connection of a client and its place at its gate, whatever is spoken on it. While it has no
 * place of a stage's it waits in its worker's {@link Crowd}. Only used on its loop, but for {@link
 * #leave}.
 */
final class Connection implements Worker.Overdue {
  /** What is spoken on a connection, the handshake before HTTP too. */
  interface Speaker {
    /** It is to serve no further request. */
    void leave();

    /** Ends what is overdue. */
    void look(long now);
  }

  private final Gate gate;
  private final Worker worker;
  private final SocketChannel channel;
  private final String peer;
  private final Optional<String> counted;
  private Optional<Speaker> speaker = Optional.empty();
  private Optional<Identity> identity = Optional.empty();
  private boolean admitted;
  private boolean leaving;

  Connection(Gate gate, Worker worker, SocketChannel channel) {
    this.gate = gate;
    this.worker = worker;
    this.channel = channel;
    this.peer =
        Optional.ofNullable(channel.remoteAddress())
            .map(InetSocketAddress::getAddress)
            .map(InetAddress::getHostAddress)
            .orElse("");
    this.counted = Forwarded.isLoopback(peer) ? Optional.empty() : Optional.of(peer);
  }

  Gate gate() {
    return gate;
  }

  Worker worker() {
    return worker;
  }

  SocketChannel channel() {
    return channel;
  }

  String peer() {
    return peer;
  }

  String group() {
    return gate.group();
  }

  Figures figures() {
    return gate.figures();
  }

  /** Its handshake is with that certificate. */
  void presents(Identity presented) {
    identity = Optional.of(presented);
  }

  /** Whether the client was shown a certificate for that host, where it is to be shown one. */
  boolean isFor(String host) {
    return gate.security().isEmpty() || identity.filter(it -> it.covers(host)).isPresent();
  }

  private Crowd crowd() {
    return gate.isStatus() ? worker.atStatus() : worker.crowd();
  }

  /** Takes its place, or ends where there is none. */
  void enter() {
    admitted = gate.admits(counted);
    if (!admitted) {
      figures().refused("too-many-connections");
      cut(true);
      return;
    }
    gate.joined(this);
    worker.watch(this);
    waits();
  }

  void speaks(Speaker next) {
    speaker = Optional.of(next);
    if (leaving) {
      next.leave();
    }
  }

  /** It has no place of a stage's from now on. */
  void waits() {
    if (admitted) {
      crowd().waits(this);
    }
  }

  /** What it asks for has one, or it is over. */
  void isServed() {
    crowd().arrived(this);
  }

  /** Somebody else needs its place more. */
  void giveWay() {
    figures().refused("waiting-connection");
    isServed();
    end();
  }

  /** At once: TLS would wait for whoever does not read. */
  private void end() {
    gate.security().ifPresentOrElse(it -> it.abort(this), () -> Channels.close(channel));
  }

  /** Says that nothing more will be sent. */
  void endOutput() {
    if (channel.isActive()) {
      gate.security()
          .ifPresentOrElse(
              it -> it.endOutput(this),
              () -> {
                var _ = channel.shutdownOutput();
              });
    }
  }

  boolean isLeaving() {
    return leaving;
  }

  /** It is served no further request. From any thread. */
  void leave() {
    channel
        .eventLoop()
        .execute(
            () -> {
              leaving = true;
              speaker.ifPresent(Speaker::leave);
            });
  }

  @Override
  public void look(long now) {
    speaker.ifPresent(it -> it.look(now));
  }

  /** Bytes that wait for it to read them. */
  long pending() {
    var buffer = channel.unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes();
  }

  /**
   * Ends it at once.
   *
   * @param byReset where an end alone would look like that of an answer
   */
  void cut(boolean byReset) {
    if (byReset) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
    }
    channel.flush(); // what came before the end is not held back
    if (byReset) {
      end();
    } else {
      Channels.close(channel);
    }
  }

  /** It has ended, or is something else than HTTP from here on. */
  void gone() {
    if (admitted) {
      admitted = false;
      isServed();
      worker.forget(this);
      gate.left(this, counted);
    }
  }
}
