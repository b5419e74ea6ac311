package notes;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisPooled;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.SafeEncoder;

/**
 * Counts visits in Redis and keeps the list of notes there for a while. The list is kept under a
 * label that every change replaces, so that a reader who was slower than a writer puts his old list
 * where nobody looks.
 */
final class Redis implements AutoCloseable {

  /** One visit: the list where it was kept, else why there is none where that is Redis's fault. */
  record Visit(
      Optional<String> label,
      Optional<String> list,
      Optional<Figures> figures,
      Optional<String> problem) {
    static final Visit NONE = failed(Optional.empty());

    static Visit failed(Optional<String> problem) {
      return new Visit(Optional.empty(), Optional.empty(), Optional.empty(), problem);
    }
  }

  record Figures(long visits, long hits, long misses) {}

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int TIMEOUT_MILLIS = 1000;
  private static final int POOL_SIZE = 8;
  private static final long PAUSE_MILLIS = 50;
  private static final long KEPT_SECONDS = 60;
  private static final String VISITS = "notes:visits";
  private static final String HITS = "notes:hits";
  private static final String MISSES = "notes:misses";
  private static final String LABEL = "notes:label";
  private static final String LIST = "notes:list:";

  private final RedisAddress address;
  private final String holder;
  private final JedisPooled jedis;
  private volatile boolean mustForget;

  /** The holder is what holds the notes: lists of another one are not found. */
  Redis(RedisAddress address, String holder) {
    this.address = address;
    this.holder = holder;
    var login =
        DefaultJedisClientConfig.builder()
            .user(address.username().orElse(null))
            .password(address.password().orElse(null))
            .database(address.database())
            .timeoutMillis(TIMEOUT_MILLIS);
    address.sockets().ifPresent(tls -> login.ssl(true).sslSocketFactory(tls));
    address.sslParameters().ifPresent(login::sslParameters);
    var pool = new ConnectionPoolConfig();
    pool.setMaxTotal(POOL_SIZE);
    pool.setMaxWait(Duration.ofMillis(TIMEOUT_MILLIS));
    pool.setJmxEnabled(false);
    this.jedis = new JedisPooled(pool, address.hostAndPort(), login.build());
  }

  /** Counts a visit and looks for the list. */
  Visit visit() {
    try {
      return run(
          Duration.ZERO,
          redis -> {
            redis.incr(VISITS);
            var label = mustForget ? relabel(redis) : redis.get(LABEL);
            if (label == null) {
              label = relabel(redis);
            }
            var list = Optional.ofNullable(redis.get(key(label)));
            redis.incr(list.isPresent() ? HITS : MISSES);
            return new Visit(
                Optional.of(label), list, Optional.of(figures(redis)), Optional.empty());
          });
    } catch (Unavailable e) {
      return Visit.failed(Optional.of(e.getMessage()));
    }
  }

  /** Keeps the list for the next visits, if Redis lets us. */
  void keep(Visit visit, String list) {
    if (visit.label().isPresent()) {
      attempt(redis -> redis.setex(key(visit.label().get()), KEPT_SECONDS, list));
    }
  }

  /** To be called after each change. Where Redis is away, the next visit makes up for it. */
  void forget() {
    mustForget = true;
    attempt(this::relabel);
  }

  Figures figures() throws Unavailable {
    return run(PATIENCE, Redis::figures);
  }

  private static Figures figures(JedisPooled redis) {
    var values = redis.mget(VISITS, HITS, MISSES);
    return new Figures(number(values.get(0)), number(values.get(1)), number(values.get(2)));
  }

  Session session() throws Unavailable {
    return run(
        Duration.ZERO,
        redis -> {
          // HELLO is open to every user; INFO is not.
          var said = (List<?>) redis.sendCommand(Command.HELLO);
          var version = SafeEncoder.encode((byte[]) said.get(3));
          var tls = address.sockets().isPresent() ? "on" : "off";
          return new Session(version, address.username().orElse("default"), tls);
        });
  }

  RedisAddress address() {
    return address;
  }

  @Override
  public void close() {
    jedis.close();
  }

  private String relabel(JedisPooled redis) {
    var label = UUID.randomUUID().toString();
    redis.set(LABEL, label);
    mustForget = false;
    return label;
  }

  private String key(String label) {
    return LIST + label + ":" + holder;
  }

  private static long number(String value) {
    return value == null ? 0 : Long.parseLong(value);
  }

  private void attempt(Function<JedisPooled, String> work) {
    try {
      run(Duration.ZERO, work);
    } catch (Unavailable e) {
      System.err.println(e.getMessage());
    }
  }

  /** Tries a second time at once, as kept connections may be dead; then until patience ends. */
  private <T> T run(Duration patience, Function<JedisPooled, T> work) throws Unavailable {
    var deadline = System.nanoTime() + patience.toNanos();
    for (var attempt = 1; ; attempt++) {
      try {
        return work.apply(jedis);
      } catch (JedisException e) {
        if (!isAway(e)) {
          throw new Unavailable(address + " refuses: " + e.getMessage(), e);
        }
        if (attempt > 1 && System.nanoTime() >= deadline) {
          throw new Unavailable(address + " does not answer: " + e.getMessage(), e);
        }
        jedis.getPool().clear();
        Pause.millis(attempt == 1 ? 0 : PAUSE_MILLIS, address);
      }
    }
  }

  private static boolean isAway(JedisException e) {
    var message = Optional.ofNullable(e.getMessage()).orElse("");
    return e instanceof JedisConnectionException
        || message.startsWith("LOADING")
        || message.startsWith("Could not get a resource");
  }
}
