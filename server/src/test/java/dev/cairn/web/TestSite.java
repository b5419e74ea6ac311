package dev.cairn.web;

import dev.cairn.access.AccessKeys;
import dev.cairn.access.Authorizer;
import dev.cairn.access.Sessions;
import dev.cairn.access.SignIn;
import dev.cairn.access.SignInLinks;
import dev.cairn.access.Tokens;
import dev.cairn.access.Users;
import dev.cairn.activity.Activity;
import dev.cairn.config.Config.Listen;
import dev.cairn.core.Actor;
import dev.cairn.core.Name;
import dev.cairn.core.Role;
import dev.cairn.core.Sensitive;
import dev.cairn.db.StateDatabase;
import dev.cairn.operation.RequestKeys;
import dev.cairn.secret.MasterKey;
import dev.cairn.secret.Sealer;
import dev.cairn.secret.Secrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A server on a free port, with users of every role, for tests over real HTTP. */
public final class TestSite implements AutoCloseable {
  public final Activity activity;
  public final Users users;
  public final Tokens tokens;
  public final AccessKeys accessKeys;
  public final Secrets secrets;
  public final SignInLinks links;
  public final Sessions sessions;
  public final SignIn signIn;
  public final Authorizer authorizer = new Authorizer();
  public final Callers callers;
  final Repeats repeats;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private Optional<WebServer> server = Optional.empty();

  /** For a request to arrive; to be set before it is started. */
  Duration arrival = Clients.ARRIVAL;

  public TestSite(StateDatabase state) {
    var clock = Clock.systemUTC();
    activity = new Activity(state);
    users = new Users(state, activity);
    tokens = new Tokens(state, activity);
    var key = masterKey();
    accessKeys = new AccessKeys(state, activity, new Sealer(key));
    secrets = new Secrets(state, activity, key);
    links = new SignInLinks(state, activity, users, clock);
    sessions = new Sessions(state, clock);
    signIn = new SignIn(state, activity, sessions, clock);
    callers = new Callers(tokens, sessions);
    var sealer = new Sealer(key);
    repeats = new Repeats(new RequestKeys(state, whole -> sealer.mark("request", whole)), callers);
    for (var role : Role.values()) {
      var name = userOf(role);
      if (users.find(name).isEmpty()) {
        users.add(Actor.CAIRN, name, role, Optional.empty());
      }
    }
  }

  /** Another each time: what one site sealed the next cannot open. */
  private static MasterKey masterKey() {
    try {
      var home = Files.createTempDirectory("cairn-test-site");
      home.toFile().deleteOnExit();
      var key = MasterKey.open(home.resolve("master.key"), true);
      Files.delete(home.resolve("master.key"));
      return key;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public TestSite start(Site... sites) {
    return start(
        new Listen("127.0.0.1", 0, List.of(), List.of(), Optional.empty(), false, Optional.empty()),
        sites);
  }

  TestSite start(Listen listen, Site... sites) {
    var started =
        new WebServer(
            listen,
            callers,
            repeats,
            (status, problem, caller) -> "<h1>" + problem.message() + "</h1>",
            List.of(sites),
            Optional::empty,
            arrival);
    started.start();
    server = Optional.of(started);
    return this;
  }

  public static Name userOf(Role role) {
    return new Name("the-" + role.name().toLowerCase(Locale.ROOT));
  }

  public String token(Role role) {
    return token(role, Optional.empty());
  }

  /**
   * A token.
   *
   * @param validFor for ever where empty
   */
  public String token(Role role, Optional<Duration> validFor) {
    return tokens
        .create(Actor.CAIRN, userOf(role), "t" + System.nanoTime(), validFor)
        .secret()
        .reveal();
  }

  /** The cookie of a session of that role. */
  public Sensitive<String> session(Role role) {
    return signIn.byLink(links.create(Actor.CAIRN, userOf(role)).key());
  }

  public int port() {
    return server.orElseThrow().port();
  }

  int localPort() {
    return server.orElseThrow().localPort();
  }

  public HttpRequest.Builder request(String path) {
    return requestAt(port(), path);
  }

  HttpRequest.Builder requestAt(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
        .timeout(Duration.ofSeconds(20));
  }

  public HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException("no answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  public HttpResponse<String> get(String path, String token) {
    return send(request(path).header("Authorization", "Bearer " + token));
  }

  public HttpResponse<String> send(String method, String path, String token, String json) {
    return send(
        request(path)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(json)));
  }

  /** What comes back for exactly these bytes. */
  public String raw(String text) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Override
  public void close() {
    server.ifPresent(WebServer::close);
    http.close();
  }
}
