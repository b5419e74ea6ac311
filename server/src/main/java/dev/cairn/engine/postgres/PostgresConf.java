package dev.cairn.engine.postgres;

import dev.cairn.core.Bytes;
import dev.cairn.engine.InstanceType;
import dev.cairn.engine.Setting;
import dev.cairn.engine.Tuning;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The text of {@code postgresql.conf}. No Unix socket: its path would be bounded to 107 bytes, and
 * everybody comes over TCP. What commits is fsynced: nothing here touches durability.
 *
 * @param gateway the address that containers of the stage reach this machine at
 * @param tls the directory of {@code server.crt} and {@code server.key}
 * @param writable false: transactions are read-only unless a session says otherwise by itself, as
 *     somebody does who makes room
 * @param place among those that hold the same data
 */
public record PostgresConf(
    InstanceType type,
    Bytes storage,
    int port,
    Optional<String> gateway,
    Path tls,
    boolean writable,
    Tuning tuning,
    PostgresPlace place) {

  /** As the instance type gives it. */
  public PostgresConf(
      InstanceType type,
      Bytes storage,
      int port,
      Optional<String> gateway,
      Path tls,
      boolean writable) {
    this(type, storage, port, gateway, tls, writable, Tuning.NONE, PostgresPlace.ALONE);
  }

  private static final String PRELOADED = "shared_preload_libraries";

  /** Settings that only a start takes: context {@code postmaster} of {@code pg_settings}. */
  private static final Set<String> AT_START =
      Set.of(
          "listen_addresses",
          "port",
          "unix_socket_directories",
          "max_connections",
          "shared_buffers",
          "max_worker_processes",
          "logging_collector");

  public String text() {
    return "# Written by Cairn, which overwrites it. For settings of your own: ALTER DATABASE ... SET.\n"
        + lines(settings());
  }

  /**
   * Those lines that only take effect when the server starts; of what {@link PostgresSettings}
   * writes down of the defaults, only what a replica has otherwise: nothing is restarted for it.
   */
  public String startText() {
    var settings = settings();
    settings.entrySet().removeIf(setting -> !isAtStart(setting.getKey(), setting.getValue()));
    return lines(settings);
  }

  private static boolean isAtStart(String name, String value) {
    return AT_START.contains(name)
        || name.equals(PRELOADED)
        || (PostgresFloors.NAMES.contains(name)
            && !value.equals(PostgresSettings.FOR_REPLICAS.get(name)))
        || PostgresCatalogue.ALL.find(name).filter(Setting::restarts).isPresent();
  }

  private Map<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("listen_addresses", quote(String.join(",", listenAddresses())));
    settings.put("port", String.valueOf(port));
    settings.put("unix_socket_directories", "''");
    settings.put("password_encryption", "'scram-sha-256'");
    // Who does not say a password holds a connection for as long.
    settings.put("authentication_timeout", "'10s'");
    settings.put("ssl", "on");
    settings.put("ssl_cert_file", quote(tls.resolve("server.crt").toString()));
    settings.put("ssl_key_file", quote(tls.resolve("server.key").toString()));
    settings.put("ssl_min_protocol_version", "'TLSv1.2'");
    settings.putAll(PostgresSettings.of(type, storage));
    settings.put("logging_collector", "off");
    settings.put("log_destination", "'stderr'");
    settings.put("log_line_prefix", "'%m [%p] %q%u@%d '");
    settings.put("log_timezone", "'UTC'");
    settings.put("log_checkpoints", "off");
    settings.put("timezone", "'UTC'");
    settings.put("datestyle", "'iso, mdy'");
    settings.put("lc_messages", "'C'");
    settings.put("lc_monetary", "'C.UTF-8'");
    settings.put("lc_numeric", "'C.UTF-8'");
    settings.put("lc_time", "'C.UTF-8'");
    settings.put("default_text_search_config", "'pg_catalog.english'");
    tuning.settings().forEach((name, value) -> settings.put(name, quote(value)));
    var preloaded = PostgresExtensions.preloaded(tuning.extensions());
    if (!preloaded.isEmpty()) {
      settings.put(PRELOADED, quote(String.join(",", preloaded)));
    }
    place.floors().forEach((name, floor) -> settings.merge(name, floor, PostgresFloors::larger));
    if (place.replica()) {
      follow(settings);
    }
    if (place.replica() || !place.floors().isEmpty()) {
      // Defaults that only a start takes, also from a file where they are not any more.
      settings.put("hot_standby", "on");
      settings.put("recovery_target_timeline", "'latest'");
    }
    if (!writable) {
      settings.put("default_transaction_read_only", "on");
    }
    return settings;
  }

  private void follow(Map<String, String> settings) {
    place.source().ifPresent(source -> settings.putAll(source.settings()));
    // It begins with bringing all its files to disk: a thousand one by one take far longer.
    settings.put("recovery_init_sync_method", "syncfs");
    // A primary that was restarted is found again at once.
    settings.put("wal_retrieve_retry_interval", "'1s'");
    // No hot standby has serializable transactions: each statement would be refused.
    settings.replace("default_transaction_isolation", "'serializable'", "'repeatable read'");
  }

  private List<String> listenAddresses() {
    return gateway
        .map(address -> List.of("127.0.0.1", address))
        .orElseGet(() -> List.of("127.0.0.1"));
  }

  private static String lines(Map<String, String> settings) {
    return settings.entrySet().stream()
        .map(setting -> setting.getKey() + " = " + setting.getValue() + "\n")
        .collect(Collectors.joining());
  }

  static String quote(String value) {
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'";
  }
}
