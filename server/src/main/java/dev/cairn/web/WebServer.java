package dev.cairn.web;

import dev.cairn.config.Config.Listen;
import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.JettyConfig;
import io.javalin.util.JavalinException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.LowResourceMonitor;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the sites over HTTP. Each request runs on a virtual thread of its own. */
public final class WebServer implements AutoCloseable {
  /** Bytes; a {@code cairn.yaml} is the largest thing that anybody sends. */
  static final int MOST_BODY = 1024 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
  private static final int IDLE_MILLIS = 60_000;

  private final Listen listen;
  private final Callers callers;
  private final Repeats repeats;
  private final ErrorPage errorPage;
  private final List<Site> sites;
  private final Supplier<Optional<Problem>> trouble;
  private final Clients clients;
  private @Nullable Javalin server;
  private final List<ServerSocketChannel> sockets = new ArrayList<>();
  private OptionalInt local = OptionalInt.empty();

  /**
   * @param trouble why Cairn's own database may be away, where that can be seen
   */
  public WebServer(
      Listen listen,
      Callers callers,
      Repeats repeats,
      ErrorPage errorPage,
      List<Site> sites,
      Supplier<Optional<Problem>> trouble) {
    this(listen, callers, repeats, errorPage, sites, trouble, Clients.ARRIVAL);
  }

  /**
   * The same.
   *
   * @param arrival for a request to arrive
   */
  WebServer(
      Listen listen,
      Callers callers,
      Repeats repeats,
      ErrorPage errorPage,
      List<Site> sites,
      Supplier<Optional<Problem>> trouble,
      Duration arrival) {
    this.clients = new Clients(arrival);
    this.trouble = trouble;
    this.listen = listen;
    this.callers = callers;
    this.repeats = repeats;
    this.errorPage = errorPage;
    this.sites = List.copyOf(sites);
  }

  /**
   * Answers requests when this returns. Port 0 takes any that is free; {@link #port} tells.
   *
   * @throws ProblemException {@code insecure-listen}, {@code port-taken}
   */
  public void start() {
    ListenRule.refusal(listen)
        .ifPresent(
            problem -> {
              throw problem.toException();
            });
    var created = created();
    try {
      created.start();
    } catch (JavalinException e) {
      created.stop();
      Loopback.close(sockets);
      throw portTaken(listen.bind(), listen.port(), e.getMessage(), e);
    }
    clients.start();
    server = created;
    LOG.info("listening on {}:{}", listen.bind(), port());
  }

  private Javalin created() {
    try {
      return Javalin.create(this::configure);
    } catch (ProblemException e) {
      Loopback.close(sockets);
      throw e;
    }
  }

  static ProblemException portTaken(String host, int port, @Nullable String why, Exception cause) {
    return Problem.failed(
            "port-taken",
            "Cairn cannot listen on %s:%d: %s".formatted(host, port, why),
            "Stop what listens there, or choose another port with CAIRN_PORT.")
        .toException(cause);
  }

  /** The port it listens on. */
  public int port() {
    if (server == null) {
      throw new IllegalStateException("not started");
    }
    return server.port();
  }

  /**
   * The port at which commands of this machine reach it, without TLS on {@code localhost}: one of
   * their own where {@link #port} is not such a port.
   */
  public int localPort() {
    return local.isPresent() ? local.getAsInt() : port();
  }

  private void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.concurrency.useVirtualThreads = true;
    config.http.prefer405over404 = true;
    config.http.maxRequestSize = MOST_BODY;
    // Pages hold a form's token beside what users typed: compressed, their length would tell it.
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.router.treatMultipleSlashesAsSingleSlash = false;
    config.jetty.modifyHttpConfiguration(this::harden);
    listen(config.jetty);
    config.jetty.modifyServer(
        jetty -> {
          jetty.setErrorHandler(new JettyErrors());
          // It looks every second for a lack of threads, which virtual ones have not.
          jetty.getBeans(LowResourceMonitor.class).forEach(jetty::removeBean);
          jetty.setStopTimeout(0);
        });
    config.routes.before(new Gate(listen, clients, this::port, callers, sites)::pass);
    repeats.register(config.routes);
    new Errors(errorPage, callers, sites, trouble).register(config.routes);
    new Assets().register(config.routes);
    sites.forEach(site -> site.register(config.routes));
    if (LOG.isDebugEnabled()) {
      config.requestLogger.http(
          (context, millis) ->
              LOG.debug(
                  "{} {} {} {} ms",
                  context.method().name(),
                  context.path(),
                  context.statusCode(),
                  millis));
    }
  }

  private void harden(HttpConfiguration http) {
    http.setSendServerVersion(false);
    http.setSendXPoweredBy(false);
    http.setSendDateHeader(false);
    http.setRequestHeaderSize(16 * 1024);
    if (!listen.proxies().isEmpty()) {
      http.addCustomizer(new ForwardedRequests(listen.proxies()));
    }
  }

  private void listen(JettyConfig jetty) {
    if (ListenRule.isLocalhost(listen.bind())) {
      listen(jetty, listen.port(), this::connector);
    } else {
      jetty.addConnector(
          (server, http) -> at(connector(server, http), listen.bind(), listen.port()));
    }
    if (!ListenRule.reachesLocalhost(listen)) {
      local = OptionalInt.of(listen(jetty, 0, WebServer::plain));
    }
  }

  /** At each address of {@code localhost}; the answer is the port. */
  private int listen(
      JettyConfig jetty,
      int port,
      BiFunction<Server, HttpConfiguration, ServerConnector> connector) {
    var opened = Loopback.listen(port);
    sockets.addAll(opened);
    for (var socket : opened) {
      jetty.addConnector((server, http) -> at(connector.apply(server, http), socket));
    }
    return opened.getFirst().socket().getLocalPort();
  }

  private ServerConnector connector(Server jetty, HttpConfiguration http) {
    return listen
        .tls()
        .map(
            tls -> {
              var keys = new SslContextFactory.Server();
              keys.setKeyStore(PemKeyStore.load(tls));
              keys.setKeyStorePassword("");
              var secure = new HttpConfiguration(http);
              secure.addCustomizer(new SecureRequestCustomizer(false));
              return new ServerConnector(
                  jetty,
                  1,
                  1,
                  new SslConnectionFactory(keys, "http/1.1"),
                  new BoundedHeads(secure));
            })
        .orElseGet(() -> plain(jetty, http));
  }

  private static ServerConnector plain(Server jetty, HttpConfiguration http) {
    return new ServerConnector(jetty, 1, 1, new BoundedHeads(http));
  }

  private ServerConnector at(ServerConnector connector, ServerSocketChannel socket) {
    var address = socket.socket();
    at(connector, address.getInetAddress().getHostAddress(), address.getLocalPort());
    try {
      connector.open(socket);
    } catch (IOException e) {
      throw new UncheckedIOException("a socket that was opened cannot be used", e);
    }
    return connector;
  }

  private ServerConnector at(ServerConnector connector, String host, int port) {
    connector.setHost(host);
    connector.setPort(port);
    connector.setIdleTimeout(IDLE_MILLIS);
    connector.addBean(clients);
    return connector;
  }

  @Override
  public void close() {
    clients.close();
    if (server != null) {
      server.stop();
    }
  }
}
