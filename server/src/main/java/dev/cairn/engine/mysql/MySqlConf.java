package dev.cairn.engine.mysql;

import dev.cairn.core.Bytes;
import dev.cairn.engine.InstanceType;
import dev.cairn.engine.Setting;
import dev.cairn.engine.Tuning;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The text of {@code my.cnf}. No Unix socket: its path would be bounded to 107 bytes, and everybody
 * comes over TCP. What commits is durable: nothing here touches the engine's defaults for that
 * (doublewrite, a flush of the log at each commit). Where it listens is in the command, as the
 * stage's network may be away when it starts. So is whether it takes writes: whoever starts it with
 * this file alone has a server that takes none, of nobody.
 *
 * @param id names the instance for good
 * @param directory of the instance: {@code data}, {@code tls} and {@code tmp} are in it
 * @param role what it is to others with the same data
 * @param subnets of the stages whose applications may come
 */
public record MySqlConf(
    String id,
    InstanceType type,
    Bytes storage,
    int port,
    Path directory,
    Role role,
    List<String> subnets,
    Tuning tuning) {

  /** What a server is to others with the same data. */
  public enum Role {
    /** Takes writes, and keeps them for replicas to follow. */
    PRIMARY,
    /** Takes writes of its primary only, or of nobody. */
    REPLICA,
    /** Takes writes and keeps none: it runs since before Cairn had MySQL keep them. */
    UNFOLLOWED
  }

  /** Each copy makes a server id of its own; the authority is known to clients, not to servers. */
  private static final String EXPECTED = "'MY-010075,MY-013414'";

  private static final String LOG_OUTPUT = "log_output";
  private static final String EVENTS = "event_scheduler";
  private static final String GATE = "init_connect";

  public String text() {
    return "# Written by Cairn, which overwrites it.\n[mysqld]\n"
        + lines(start())
        + lines(later())
        + lines(live());
  }

  /** Those settings that only a start takes. */
  public String startText() {
    return lines(start());
  }

  /** Those that a running server takes, without {@code read_only} and its kin; values as in SQL. */
  public Map<String, String> liveSettings() {
    var settings = new LinkedHashMap<>(MySqlSettings.of(type, storage));
    settings.putAll(chosen(false));
    if (role == Role.REPLICA) {
      // A copy's events are on until their primary changes them: they would run here too.
      settings.put(EVENTS, "OFF");
      settings.put(GATE, "'" + MySqlGate.text(subnets) + "'");
    }
    if (MySqlDatabases.logsSlowly(tuning)) {
      // A table, as a file is read by nobody but its server.
      settings.put(LOG_OUTPUT, "'TABLE'");
    }
    return settings;
  }

  /** Those that a running server goes back to its own in, where people chose them once. */
  public List<String> takenBack() {
    var chosen = liveSettings();
    return Stream.concat(
            Stream.of(LOG_OUTPUT, GATE),
            MySqlCatalogue.ALL.settings().stream()
                .filter(setting -> !setting.restarts())
                .map(Setting::name))
        .filter(name -> !chosen.containsKey(name))
        .filter(name -> !name.equals("time_zone"))
        .toList();
  }

  /** What people chose, as SQL and option files spell it. */
  private Map<String, String> chosen(boolean isAtStart) {
    var chosen = new LinkedHashMap<String, String>();
    for (var setting : MySqlCatalogue.ALL.settings()) {
      var value = tuning.settings().get(setting.name());
      if (value != null && setting.restarts() == isAtStart) {
        chosen.put(
            setting.name(),
            switch (setting.kind()) {
              case Setting.Kind.Flag() -> value.toUpperCase(Locale.ROOT);
              case Setting.Kind.Size _ -> String.valueOf(setting.bytes(value));
              case Setting.Kind.Whole _, Setting.Kind.Decimal _ -> value;
              case Setting.Kind.Choice _,
                  Setting.Kind.Several _,
                  Setting.Kind.Time _,
                  Setting.Kind.Text _ ->
                  "'" + value + "'";
            });
      }
    }
    return chosen;
  }

  /** What is not worth a start: of a storage of today's size, or of its role. */
  private Map<String, String> later() {
    var settings = new LinkedHashMap<String, String>();
    var megabytes = MySqlSettings.temporaryMib(storage);
    settings.put("innodb_temp_data_file_path", "ibtmp1:12M:autoextend:max:" + megabytes + "M");
    settings.put("relay_log_space_limit", String.valueOf(MySqlBinaryLog.most(storage).value()));
    if (role == Role.REPLICA) {
      // What an administrator had it keep over starts would have the last word, also on writes.
      settings.put("persisted_globals_load", "OFF");
    }
    return settings;
  }

  private Map<String, String> live() {
    var settings = new LinkedHashMap<String, String>();
    liveSettings()
        .forEach(
            (name, value) ->
                settings.put(
                    name.equals("time_zone") ? "default_time_zone" : "loose_" + name, value));
    settings.put("read_only", "ON");
    settings.put("super_read_only", "ON");
    return settings;
  }

  private Map<String, String> start() {
    var tls = directory.resolve("tls");
    var settings = new LinkedHashMap<String, String>();
    settings.put("datadir", quote(directory.resolve("data")));
    settings.put("tmpdir", quote(directory.resolve("tmp")));
    settings.put("pid_file", quote(directory.resolve("data").resolve("mysqld.pid")));
    settings.put("port", String.valueOf(port));
    settings.put("socket", "");
    settings.put("mysqlx", "OFF");
    settings.put("skip_name_resolve", "ON");
    settings.put("host_cache_size", "0");
    settings.put("ssl_cert", quote(tls.resolve("server.crt")));
    settings.put("ssl_key", quote(tls.resolve("server.key")));
    settings.put("tls_version", "TLSv1.2,TLSv1.3");
    settings.put("auto_generate_certs", "OFF");
    settings.put("caching_sha2_password_auto_generate_rsa_keys", "OFF");
    settings.put("caching_sha2_password_private_key_path", quote(tls.resolve("login.key")));
    settings.put("caching_sha2_password_public_key_path", quote(tls.resolve("login.pub")));
    settings.put("loose_sha256_password_auto_generate_rsa_keys", "OFF");
    settings.put("loose_sha256_password_private_key_path", quote(tls.resolve("login.key")));
    settings.put("loose_sha256_password_public_key_path", quote(tls.resolve("login.pub")));
    settings.put("secure_file_priv", "NULL");
    settings.put("performance_schema", "OFF");
    if (role == Role.UNFOLLOWED) {
      settings.put("skip_log_bin", "ON");
    } else {
      settings.putAll(MySqlBinaryLog.startSettings(id));
    }
    settings.put("innodb_use_native_aio", "OFF");
    settings.put("log_error_verbosity", "2");
    settings.put("log_error_suppression_list", EXPECTED);
    settings.put("default_time_zone", "'+00:00'");
    settings.putAll(chosen(true));
    return settings;
  }

  private static String lines(Map<String, String> settings) {
    return settings.entrySet().stream()
        .map(setting -> (setting.getKey() + " = " + setting.getValue()).stripTrailing() + "\n")
        .collect(Collectors.joining());
  }

  /** Backslashes begin escapes in option files, and a bare # a comment. */
  private static String quote(Path path) {
    return '"' + path.toString().replace("\\", "\\\\") + '"';
  }
}
