package dev.cairn.engine.redis;

import static dev.cairn.engine.CatalogueWords.*;

import dev.cairn.engine.Catalogue;
import dev.cairn.engine.Setting;
import dev.cairn.engine.Setting.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Which of Redis' settings people may choose, and what Redis has them at by itself: a running
 * server has no way to say "as by default". Values as in {@code redis.conf} of 6.2 to 8 and Valkey.
 */
public final class RedisCatalogue {
  private static final String MEMORY = "Memory";
  private static final String EVENTS = "Events";
  private static final String CONNECTIONS = "Connections";
  private static final String WRITING = "Writing";
  private static final String FREEING = "Freeing";
  private static final String LOG = "Log and statistics";
  private static final String STRUCTURES = "Structures";

  private static final String CODE = "it loads code into the server, or opens what runs it";
  private static final String KEPT =
      "whether data are kept on disk is chosen when a Redis is added";

  /** What a running server goes back to, by name, in the order of the screens. */
  private static final Map<String, String> DEFAULTS = new LinkedHashMap<>();

  /** All of them. */
  public static final Catalogue ALL =
      new Catalogue(
          List.of(
              // What it is by itself depends on whether it is a cache only: RedisConf knows.
              of(
                  "maxmemory-policy",
                  MEMORY,
                  new Kind.Choice(
                      List.of(
                          "noeviction",
                          "allkeys-lru",
                          "allkeys-lfu",
                          "allkeys-random",
                          "volatile-lru",
                          "volatile-lfu",
                          "volatile-random",
                          "volatile-ttl")),
                  "what goes when memory is full"),
              whole(
                  "maxmemory-samples",
                  MEMORY,
                  1,
                  64,
                  "5",
                  "keys looked at to find the one that goes"),
              whole("lfu-log-factor", MEMORY, 0, 1000, "10", "how slowly uses are counted"),
              whole("lfu-decay-time", MEMORY, 0, 10000, "1", "minutes until a count fades"),
              flag("activedefrag", MEMORY, "no", "tidies memory while it runs"),
              known(
                  "notify-keyspace-events",
                  EVENTS,
                  new Kind.Text(
                      Pattern.compile("[KEg$lshzxetdmnA]{0,16}"),
                      "letters like Ex, or nothing for none"),
                  "",
                  "messages about keys: K or E, and g$lshzxetdmnA"),
              whole(
                  "timeout",
                  CONNECTIONS,
                  0,
                  31536000,
                  "0",
                  "seconds that a connection may be quiet; 0 for any"),
              whole("tcp-keepalive", CONNECTIONS, 0, 86400, "300", "seconds between probes"),
              whole("maxclients", CONNECTIONS, 10, 100000, "10000", "connections at once"),
              known(
                  "appendfsync",
                  WRITING,
                  new Kind.Choice(List.of("everysec", "always")),
                  "everysec",
                  "when writes reach the disk"),
              whole(
                  "auto-aof-rewrite-percentage",
                  WRITING,
                  0,
                  10000,
                  "100",
                  "growth after which its file is rewritten"),
              size(
                  "auto-aof-rewrite-min-size",
                  WRITING,
                  MB,
                  1024 * MB,
                  64 * MB,
                  "not before it is that large"),
              flag(
                  "lazyfree-lazy-eviction",
                  FREEING,
                  "no",
                  "frees in the background what memory was needed for"),
              flag("lazyfree-lazy-expire", FREEING, "no", "frees in the background what expired"),
              flag(
                  "lazyfree-lazy-server-del",
                  FREEING,
                  "no",
                  "frees in the background what was overwritten"),
              flag("lazyfree-lazy-user-del", FREEING, "no", "DEL works like UNLINK"),
              whole(
                  "active-expire-effort",
                  FREEING,
                  1,
                  10,
                  "1",
                  "how hard it looks for expired keys"),
              whole(
                  "slowlog-log-slower-than",
                  LOG,
                  -1,
                  3600000000L,
                  "10000",
                  "microseconds; -1 for none"),
              whole("slowlog-max-len", LOG, 0, 100000, "128", "slow commands that are kept"),
              whole("latency-monitor-threshold", LOG, 0, 3600000, "0", "milliseconds; 0 for off"),
              whole("hz", STRUCTURES, 1, 500, "10", "rounds of work in the background a second"),
              whole(
                  "hash-max-ziplist-entries",
                  STRUCTURES,
                  0,
                  1000000,
                  "512",
                  "entries of a hash that is kept small"),
              whole(
                  "set-max-intset-entries",
                  STRUCTURES,
                  0,
                  1000000,
                  "512",
                  "numbers of a set that is kept small"),
              whole(
                  "zset-max-ziplist-entries",
                  STRUCTURES,
                  0,
                  1000000,
                  "128",
                  "entries of a sorted set that is kept small"),
              whole(
                  "stream-node-max-entries",
                  STRUCTURES,
                  0,
                  1000000,
                  "100",
                  "entries of a stream's node"),
              restarting(
                  of(
                      "io-threads",
                      CONNECTIONS,
                      new Kind.Whole(1, 16),
                      "threads that read and write; 1 by itself"))),
          Map.ofEntries(
              Map.entry("bind*", PLACE),
              Map.entry("port", PLACE),
              Map.entry("unixsocket*", PLACE),
              Map.entry("dir", PLACE),
              Map.entry("dbfilename", PLACE),
              Map.entry("pidfile", PLACE),
              Map.entry("daemonize", PLACE),
              Map.entry("supervised", PLACE),
              Map.entry("include", PLACE),
              Map.entry("tls-*", LOGIN),
              Map.entry("protected-mode", LOGIN),
              Map.entry("aclfile", LOGIN),
              Map.entry("acl-*", LOGIN),
              Map.entry("user", LOGIN),
              Map.entry("requirepass", LOGIN),
              Map.entry("masterauth", LOGIN),
              Map.entry("masteruser", LOGIN),
              Map.entry("loadmodule", CODE),
              Map.entry("enable-*", CODE),
              Map.entry("rename-command", CODE),
              Map.entry("replica*", OURS),
              Map.entry("slave*", OURS),
              Map.entry("min-replicas*", OURS),
              Map.entry("cluster-*", OURS),
              Map.entry("repl-*", OURS),
              Map.entry("oom-score-adj*", OURS),
              Map.entry(
                  "databases",
                  "with fewer of them Redis would mix the data of those that are gone into others"),
              Map.entry("maxmemory", "it is what the instance type gives: see cairn db resize"),
              Map.entry("save", KEPT),
              Map.entry("appendonly", KEPT),
              Map.entry("appendfilename", KEPT),
              Map.entry("appenddirname", KEPT),
              Map.entry("aof-*", KEPT),
              Map.entry("no-appendfsync-on-rewrite", KEPT),
              Map.entry("logfile", LOGGING),
              Map.entry("loglevel", LOGGING),
              Map.entry("syslog*", LOGGING)));

  private RedisCatalogue() {}

  /** What a running server of that build is told for a setting that nobody chose any more. */
  static Map<String, String> defaults(RedisBuild build) {
    var all = new LinkedHashMap<>(DEFAULTS);
    if (build.product() == RedisBuild.Product.VALKEY && build.isAtLeast(8, 0)) {
      all.replaceAll((name, value) -> name.startsWith("lazyfree-") ? "yes" : value);
    }
    return all;
  }

  private static Setting known(
      String name, String group, Kind kind, String byItself, String meaning) {
    DEFAULTS.put(name, byItself);
    return of(name, group, kind, meaning);
  }

  private static Setting whole(
      String name, String group, long least, long most, String byItself, String meaning) {
    return known(name, group, new Kind.Whole(least, most), byItself, meaning);
  }

  private static Setting flag(String name, String group, String byItself, String meaning) {
    return known(name, group, new Kind.Flag(), byItself, meaning);
  }

  private static Setting size(
      String name, String group, long least, long most, long byItself, String meaning) {
    return known(
        name, group, new Kind.Size(least, most, 1, 0, 1), String.valueOf(byItself), meaning);
  }
}
