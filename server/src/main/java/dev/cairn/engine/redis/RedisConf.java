package dev.cairn.engine.redis;

import dev.cairn.engine.InstanceType;
import dev.cairn.engine.Setting;
import dev.cairn.engine.Tuning;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The text of {@code redis.conf}. A setting that is the engine's default stands here only where it
 * decides whether data survive.
 *
 * @param isFull refuses commands that let the data grow, as the storage is used up. Done with a
 *     {@code maxmemory} of one byte: Redis then refuses exactly those and lets others, deletions
 *     above all, pass
 * @param tlsPort beside the plain port: Redis cannot serve both on one
 * @param gateway the address that containers of the stage reach this machine at
 * @param directory of the instance, which holds {@code data}, {@code tls} and the ACL file
 */
public record RedisConf(
    InstanceType type,
    boolean cacheOnly,
    boolean isFull,
    int port,
    int tlsPort,
    Optional<String> gateway,
    Path directory,
    Tuning tuning) {

  /** As the instance type gives it. */
  public RedisConf(
      InstanceType type,
      boolean cacheOnly,
      boolean isFull,
      int port,
      int tlsPort,
      Optional<String> gateway,
      Path directory) {
    this(type, cacheOnly, isFull, port, tlsPort, gateway, directory, Tuning.NONE);
  }

  /** Beside the data directory, so that a backup of the data holds no passwords. */
  public static final String FILE = "redis.conf";

  /** How the files are named that a rewrite of the append-only file writes, before it is done. */
  public static final String REWRITING = "temp-rewriteaof-";

  public static final String ACL_FILE = "users.acl";

  private static final String POLICY = "maxmemory-policy";

  /** The {@code maxmemory} of one that refuses what lets its data grow. */
  public static final long REFUSING = 1;

  /** The whole file. It names the type, as the memory of one that is full says nothing of it. */
  public String text() {
    return "# Written by Cairn, which overwrites it: type "
        + type.name()
        + ".\n"
        + lines(fixed())
        + lines(live());
  }

  /** Settings that take effect with a restart only: a running server that differs needs one. */
  public String fixedText() {
    return lines(fixed());
  }

  /** Settings that {@code CONFIG SET} changes while it runs, with no connection dropped. */
  public Map<String, String> live() {
    boolean refuses = isFull && !cacheOnly;
    var memory = String.valueOf(refuses ? REFUSING : memoryForData(type));
    var policy = tuning.settings().getOrDefault(POLICY, cacheOnly ? "allkeys-lru" : "noeviction");
    var settings = new LinkedHashMap<String, String>();
    // One that evicts must never see the memory of one that refuses: it would forget everything.
    if (refuses) {
      settings.put(POLICY, "noeviction");
      settings.put("maxmemory", memory);
    } else {
      settings.put("maxmemory", memory);
      settings.put(POLICY, policy);
    }
    settings.put("appendonly", cacheOnly ? "no" : "yes");
    chosen(false).forEach(settings::putIfAbsent);
    return settings;
  }

  /**
   * What {@code CONFIG SET} takes back, where people chose it once. That a server refuses one of
   * them is no harm: it has it from its start.
   */
  public Map<String, String> takenBack(RedisBuild build) {
    var settings = new LinkedHashMap<>(RedisCatalogue.defaults(build));
    settings.keySet().removeAll(tuning.settings().keySet());
    return settings;
  }

  /** What people chose, as Redis spells it. */
  private Map<String, String> chosen(boolean isAtStart) {
    var chosen = new LinkedHashMap<String, String>();
    for (var setting : RedisCatalogue.ALL.settings()) {
      var value = tuning.settings().get(setting.name());
      if (value != null && setting.restarts() == isAtStart) {
        chosen.put(
            setting.name(),
            switch (setting.kind()) {
              case Setting.Kind.Flag() -> value.equals("on") ? "yes" : "no";
              case Setting.Kind.Size _ -> String.valueOf(setting.bytes(value));
              case Setting.Kind.Choice _,
                  Setting.Kind.Several _,
                  Setting.Kind.Whole _,
                  Setting.Kind.Decimal _,
                  Setting.Kind.Time _,
                  Setting.Kind.Text _ ->
                  value;
            });
      }
    }
    return chosen;
  }

  /**
   * Three quarters of the type's memory, in bytes: the rest is for connections and for the copy
   * that rewriting the append-only file makes. Amazon ElastiCache reserves as much by default.
   */
  public static long memoryForData(InstanceType type) {
    return type.memory().value() / 4 * 3;
  }

  private Map<String, String> fixed() {
    var settings = new LinkedHashMap<String, String>();
    // Without the "-" it would not start while the stage's network is away.
    settings.put("bind", "127.0.0.1" + gateway.map(address -> " -" + address).orElse(""));
    settings.put("protected-mode", "yes");
    settings.put("port", String.valueOf(port));
    settings.put("tls-port", String.valueOf(tlsPort));
    settings.put("tls-cert-file", quoted(directory.resolve("tls/server.crt")));
    settings.put("tls-key-file", quoted(directory.resolve("tls/server.key")));
    settings.put("tls-auth-clients", "no");
    settings.put("tls-protocols", "\"TLSv1.2 TLSv1.3\"");
    settings.put("aclfile", quoted(directory.resolve(ACL_FILE)));
    settings.put("dir", quoted(directory.resolve("data")));
    settings.put("daemonize", "no");
    settings.put("supervised", "no");
    settings.put("set-proc-title", "no");
    settings.put("always-show-logo", "no");
    settings.put("logfile", "\"\"");
    settings.put("loglevel", "notice");
    settings.put("save", "\"\"");
    settings.put("appendfsync", "everysec");
    settings.put("aof-load-truncated", "yes");
    settings.put("aof-use-rdb-preamble", "yes");
    settings.put("oom-score-adj", "relative");
    settings.put("lazyfree-lazy-user-flush", "yes");
    settings.putAll(chosen(true));
    return settings;
  }

  private static String lines(Map<String, String> settings) {
    return settings.entrySet().stream()
        .map(it -> it.getKey() + " " + (it.getValue().isEmpty() ? "\"\"" : it.getValue()) + "\n")
        .collect(Collectors.joining());
  }

  private static String quoted(Path path) {
    return "\"" + path.toString().replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
