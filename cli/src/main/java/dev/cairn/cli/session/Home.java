package dev.cairn.cli.session;

import dev.cairn.api.ApiClient;
import dev.cairn.api.ApiProblemException;
import dev.cairn.api.WireJson;
import dev.cairn.cli.terminal.Problems;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;

/**
 * {@code $CAIRN_HOME} as seen by the command: which server it has, and the token that a command on
 * the same machine signs in with.
 */
public record Home(Path directory) {
  private static final int DEFAULT_PORT = 7766;
  private static final InetAddress FOUR = InetAddress.ofLiteral("127.0.0.1");
  private static final InetAddress SIX = InetAddress.ofLiteral("::1");
  private static final Pattern TOKEN = Pattern.compile("[!-~]+");

  /**
   * What the server wrote about itself while it runs.
   *
   * @param process empty in what was cut off
   * @param state the PostgreSQL of its state, where that is not below this home
   */
  public record Server(Optional<ProcessOnRecord> process, int port, Optional<String> state) {

    /** 0 where there is none. */
    public long pid() {
      return process.map(ProcessOnRecord::pid).orElse(0L);
    }
  }

  public static Home current() {
    var named = Optional.ofNullable(System.getenv("CAIRN_HOME")).filter(text -> !text.isBlank());
    return new Home(
        named
            .map(Path::of)
            .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cairn"))
            .toAbsolutePath()
            .normalize());
  }

  /**
   * A client of the given server and token, or else of this home's. The home's token opens all that
   * Cairn holds here, so it goes to no other server.
   */
  public static ApiClient client(Optional<URI> server, Optional<Path> tokenFile) {
    var home = current();
    server.ifPresent(Home::requireAddress);
    var address = server.orElseGet(home::address);
    return new ApiClient(
        address,
        () -> {
          if (tokenFile.isPresent()) {
            return Optional.of(namedToken(tokenFile.get()));
          }
          server.ifPresent(home::requireOwn);
          var token = home.token();
          if (token.isPresent()) {
            home.requireServer(address);
          }
          return token;
        });
  }

  private static void requireAddress(URI server) {
    var web = "http".equals(server.getScheme()) || "https".equals(server.getScheme());
    if (!web || server.getHost() == null || server.getPort() > 65_535) {
      throw Problems.of(
          "invalid-address",
          "\"" + server + "\" is not the address of a server.",
          "Write --server http://HOST:PORT or https://HOST.");
    }
  }

  private void requireOwn(URI server) {
    var own = address();
    var isOwn =
        own.getScheme().equals(server.getScheme())
            && own.getPort() == server.getPort()
            && List.of("localhost", "127.0.0.1", "[::1]").contains(server.getHost());
    if (!isOwn) {
      throw Problems.of(
          "no-token",
          "The token of " + directory + " is not sent to " + server + ".",
          "Name a file with a token of that server: --token-file FILE. There, one is made with:"
              + " cairn token create NAME");
    }
  }

  /**
   * A server that died leaves its port to whoever takes it, and the token would be his: it goes to
   * the very process that wrote itself down in this home. Nor may another listen wherever else the
   * address leads: the links that the server makes of it would lead a browser to him.
   *
   * @param address that it is sent to: there may be another at the next one of this machine
   */
  private void requireServer(URI address) {
    var process = server().flatMap(Server::process).orElseThrow(() -> noServer(address));
    var stranger = process.strangerAt(host(address), hosts(address), address.getPort());
    if (!process.isAlive()) {
      throw noServer(address);
    }
    stranger.ifPresent(
        host -> {
          throw takenPort(process, at(host, address.getPort()));
        });
  }

  /** Whether the process that answers at {@link #address} is the server of this home. */
  public boolean isServed() {
    var address = address();
    return server()
        .flatMap(Server::process)
        .filter(it -> it.answersAt(host(address), address.getPort()))
        .isPresent();
  }

  /** Where {@link #address} leads to anybody, whoever that is: nothing is said to him. */
  public Optional<URI> somebodyAnswers() {
    var address = address();
    return hosts(address).stream()
        .filter(host -> answers(host, address.getPort()))
        .findFirst()
        .map(host -> at(host, address.getPort()));
  }

  private static boolean answers(InetAddress host, int port) {
    try (var socket = new Socket(host, port)) {
      return socket.isConnected();
    } catch (IOException nobody) {
      return false;
    }
  }

  private static URI at(InetAddress host, int port) {
    return URI.create(
        "http://" + (host.equals(SIX) ? "[::1]" : host.getHostAddress()) + ":" + port);
  }

  /** Wherever a browser may go with it, whatever the name service says of localhost. */
  private static List<InetAddress> hosts(URI address) {
    return address.getHost().equals("localhost") ? List.of(FOUR, SIX) : List.of(host(address));
  }

  /** The first of its addresses, as the client connects to it. */
  private static InetAddress host(URI address) {
    try {
      return InetAddress.getByName(address.getHost());
    } catch (UnknownHostException e) {
      return InetAddress.getLoopbackAddress();
    }
  }

  private ApiProblemException noServer(URI address) {
    return Problems.of(
        "server-unreachable",
        "Cairn's server of "
            + directory
            + " does not run; whatever answers at "
            + address
            + " is not it, and got no token.",
        "Start it with `cairn up`, or name another address with --server and a token for it with"
            + " --token-file.");
  }

  private static ApiProblemException takenPort(ProcessOnRecord running, URI address) {
    return Problems.of(
        "port-not-the-servers",
        "At "
            + address
            + " listens another than Cairn's server (process "
            + running.pid()
            + "). He gets no token, nor a link that may lead to him.",
        "See who listens with: ss -ltnp 'sport = :"
            + address.getPort()
            + "', and end what is not Cairn.");
  }

  private static String namedToken(Path file) {
    return token(file)
        .orElseThrow(
            () ->
                Problems.of(
                    "no-token",
                    "There is no token file " + file.toAbsolutePath() + ".",
                    "Check its name."));
  }

  /** Present while a server runs, and after one that had no chance to say goodbye. */
  public Optional<Server> server() {
    var file = directory.resolve("server.json");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      var tree = WireJson.MAPPER.readTree(file.toFile());
      return Optional.of(
          new Server(
              ProcessOnRecord.of(tree),
              Optional.ofNullable(tree.findValue("port"))
                  .map(node -> node.asInt())
                  .orElse(DEFAULT_PORT),
              Optional.ofNullable(tree.findValue("state")).map(node -> node.asString())));
    } catch (JacksonException e) {
      throw Problems.of(
          "unreadable-server-file",
          file + " cannot be read: " + e.getOriginalMessage(),
          "Remove the file if no server runs, and start Cairn with `cairn up`.",
          e);
    }
  }

  /** Where this home's server is or would be. */
  public URI address() {
    var port =
        server()
            .map(Server::port)
            .or(() -> Optional.ofNullable(System.getenv("CAIRN_PORT")).flatMap(Home::number))
            .or(this::configuredPort)
            .orElse(DEFAULT_PORT);
    return URI.create("http://localhost:" + port);
  }

  /** The token of the commands of this machine; there since the server's first start. */
  public Optional<String> token() {
    return token(directory.resolve("cli.token"));
  }

  private static Optional<String> token(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      var token = Files.readString(file).strip();
      if (!TOKEN.matcher(token).matches()) {
        throw Problems.of(
            "no-token",
            "The file " + file.toAbsolutePath() + " holds something else than a token.",
            "It is to hold one line, as written by: cairn token create NAME > FILE");
      }
      return Optional.of(token);
    } catch (IOException e) {
      throw Problems.of(
          "unreadable-token",
          "The token file " + file + " cannot be read.",
          "Run the command as the user that Cairn runs as, or name a token with --token-file.",
          e);
    }
  }

  /** A glance at {@code config.yaml}; the server reads it with care and reports what is wrong. */
  private Optional<Integer> configuredPort() {
    var file = directory.resolve("config.yaml");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (var lines = Files.lines(file)) {
      return lines
          .map(String::strip)
          .filter(line -> line.startsWith("port:"))
          .findFirst()
          .flatMap(line -> number(line.substring("port:".length()).strip()));
    } catch (IOException e) {
      throw Problems.of(
          "unreadable-configuration", file + " cannot be read.", "Check its owner and mode.", e);
    }
  }

  private static Optional<Integer> number(String text) {
    return text.matches("[0-9]{1,5}") ? Optional.of(Integer.parseInt(text)) : Optional.empty();
  }
}
