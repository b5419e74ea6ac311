package dev.cairn.provider.local.redis;

import dev.cairn.core.Sensitive;
import dev.cairn.engine.redis.RedisAcl;
import dev.cairn.engine.redis.RedisInfo;
import dev.cairn.provider.local.instance.Administrator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.SafeEncoder;

/** A connection to an instance on loopback. */
final class RedisSession implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  static final Duration ANSWER = Duration.ofSeconds(30);

  private static final Map<Path, Trusting> TRUSTING = new ConcurrentHashMap<>();

  private record Trusting(FileTime modified, SSLSocketFactory sockets) {}

  private final Connection connection;

  private RedisSession(Connection connection) {
    this.connection = connection;
  }

  /** As the administrator, who says a password: so only to a server that proved to be ours. */
  static RedisSession administrator(Administrator login, Duration patience) throws RedisFailure {
    return tls(
        new HostAndPort("127.0.0.1", login.port()),
        config(RedisAcl.ADMIN, login.password(), patience),
        Optional.of(login.authority()));
  }

  /** As the application does it: over TLS, with the server's name verified. */
  static RedisSession application(
      int tlsPort, String user, Sensitive<String> password, Path authority) throws RedisFailure {
    return tls("127.0.0.1", tlsPort, user, password, Optional.of(authority));
  }

  /** To anywhere, without TLS. */
  static RedisSession plain(String host, int port, String user, Sensitive<String> password)
      throws RedisFailure {
    return open(new HostAndPort(host, port), config(user, password, ANSWER));
  }

  /**
   * Over TLS to anywhere.
   *
   * @param authority whom the server's certificate is checked by; the machine's where empty
   */
  static RedisSession tls(
      String host, int port, String user, Sensitive<String> password, Optional<Path> authority)
      throws RedisFailure {
    return tls(new HostAndPort(host, port), config(user, password, ANSWER), authority);
  }

  private static RedisSession tls(
      HostAndPort address, DefaultJedisClientConfig.Builder config, Optional<Path> authority)
      throws RedisFailure {
    var checked = new SSLParameters();
    checked.setEndpointIdentificationAlgorithm("HTTPS");
    // The curve of our own certificates first: a key share of another costs milliseconds.
    checked.setNamedGroups(new String[] {"secp256r1", "x25519", "secp384r1"});
    config.ssl(true).sslParameters(checked);
    if (authority.isPresent()) {
      config.sslSocketFactory(trusting(authority.get()));
    }
    return open(address, config);
  }

  private static DefaultJedisClientConfig.Builder config(
      String user, Sensitive<String> password, Duration patience) {
    return DefaultJedisClientConfig.builder()
        .user(user)
        .password(password.reveal())
        .clientName("cairn")
        .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
        .connectionTimeoutMillis((int) Math.min(CONNECT.toMillis(), patience.toMillis()))
        .socketTimeoutMillis((int) patience.toMillis());
  }

  private static RedisSession open(HostAndPort address, DefaultJedisClientConfig.Builder config)
      throws RedisFailure {
    try {
      return new RedisSession(new Connection(address, config.build()));
    } catch (JedisException e) {
      throw failure(e);
    }
  }

  /** Runs a command: text, a number as Long, or a list of these. */
  Object run(String command, String... arguments) throws RedisFailure {
    try {
      var name = command.getBytes(StandardCharsets.UTF_8);
      ProtocolCommand raw = () -> name;
      var all = new CommandArguments(raw);
      for (var argument : arguments) {
        all.add(argument);
      }
      var answer = connection.executeCommand(all);
      return answer == null ? "" : SafeEncoder.encodeObject(answer);
    } catch (JedisException e) {
      throw failure(e);
    }
  }

  String text(String command, String... arguments) throws RedisFailure {
    return String.valueOf(run(command, arguments));
  }

  RedisInfo info() throws RedisFailure {
    return RedisInfo.parse(text("INFO"));
  }

  /** Makes a user be so, from now on and for those who are logged in. */
  void setUser(String name, List<String> rules) throws RedisFailure {
    var arguments = new java.util.ArrayList<String>(List.of("SETUSER", name));
    arguments.addAll(rules);
    run("ACL", arguments.toArray(String[]::new));
  }

  /** Changes the settings that differ. Whether any did. */
  boolean configure(Map<String, String> settings) throws RedisFailure {
    boolean changed = false;
    for (var setting : settings.entrySet()) {
      if (!configured(setting.getKey()).equals(setting.getValue())) {
        run("CONFIG", "SET", setting.getKey(), setting.getValue());
        changed = true;
      }
    }
    return changed;
  }

  /** Whether its version has such a setting. */
  boolean knows(String setting) throws RedisFailure {
    return run("CONFIG", "GET", setting) instanceof List<?> found && found.size() == 2;
  }

  String configured(String setting) throws RedisFailure {
    return run("CONFIG", "GET", setting) instanceof List<?> found && found.size() == 2
        ? String.valueOf(found.get(1))
        : "";
  }

  /** Hashes of a user's passwords; none where there is no such user. */
  List<String> passwordsOf(String user) throws RedisFailure {
    if (run("ACL", "GETUSER", user) instanceof List<?> fields) {
      for (int i = 0; i + 1 < fields.size(); i += 2) {
        if ("passwords".equals(fields.get(i)) && fields.get(i + 1) instanceof List<?> hashes) {
          return hashes.stream().map(String::valueOf).toList();
        }
      }
    }
    return List.of();
  }

  List<String> users() throws RedisFailure {
    return run("ACL", "USERS") instanceof List<?> names
        ? names.stream().map(String::valueOf).toList()
        : List.of();
  }

  /** Ends the connections of a user with numbers up to that. How many there were. */
  int end(String user, long newest) throws RedisFailure {
    var numbers = RedisInfo.connections(text("CLIENT", "LIST"), user, newest);
    for (long number : numbers) {
      run("CLIENT", "KILL", "ID", String.valueOf(number));
    }
    return numbers.size();
  }

  /** Ends all connections that have not said who they are. How many there were. */
  long endStrangers() throws RedisFailure {
    return run("CLIENT", "KILL", "USER", "default") instanceof Long ended ? ended : 0;
  }

  /** The number of this connection: later ones have higher numbers, until the server restarts. */
  long id() throws RedisFailure {
    return run("CLIENT", "ID") instanceof Long id ? id : 0;
  }

  @Override
  public void close() {
    connection.close();
  }

  private static RedisFailure failure(JedisException e) {
    var said = String.valueOf(e.getMessage());
    boolean refused =
        e instanceof JedisAccessControlException
            || said.startsWith("WRONGPASS")
            || said.startsWith("NOAUTH");
    Throwable deepest = e;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return new RedisFailure(refused ? said : String.valueOf(deepest.getMessage()), refused, e);
  }

  /** Known again as long as the file is the same: Cairn logs in every few seconds. */
  private static SSLSocketFactory trusting(Path authority) throws RedisFailure {
    try {
      var modified = Files.getLastModifiedTime(authority);
      var known = TRUSTING.get(authority);
      if (known == null || !known.modified().equals(modified)) {
        known = new Trusting(modified, read(authority));
        TRUSTING.put(authority, known);
      }
      return known.sockets();
    } catch (IOException | GeneralSecurityException e) {
      throw new RedisFailure(
          "The certificate authority " + authority + " cannot be read: " + e.getMessage(),
          false,
          e);
    }
  }

  private static SSLSocketFactory read(Path authority)
      throws IOException, GeneralSecurityException {
    try (var in = Files.newInputStream(authority)) {
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("authority-" + number++, certificate);
      }
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      var context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context.getSocketFactory();
    }
  }
}
