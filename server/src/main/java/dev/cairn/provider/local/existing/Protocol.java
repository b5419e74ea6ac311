package dev.cairn.provider.local.existing;

import dev.cairn.engine.Engine;
import dev.cairn.engine.MySql;
import dev.cairn.engine.Postgres;
import dev.cairn.engine.Redis;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What a port speaks, told from its first bytes. Pure. */
enum Protocol {
  POSTGRES("PostgreSQL", "postgres"),
  MYSQL("MySQL", "mysql"),
  REDIS("Redis", "redis"),
  HTTP("a web server", ""),
  SSH("an SSH server", ""),
  TLS("a server that wants TLS at once", ""),
  SILENT("silent", "");

  private final String words;
  private final String engine;

  Protocol(String words, String engine) {
    this.words = words;
    this.engine = engine;
  }

  String words() {
    return words;
  }

  /** The engine's id, where it is one of ours. */
  Optional<String> engine() {
    return Optional.of(engine).filter(it -> !it.isEmpty());
  }

  static Protocol of(Engine engine) {
    return switch (engine) {
      case Postgres _ -> POSTGRES;
      case MySql _ -> MYSQL;
      case Redis _ -> REDIS;
    };
  }

  /**
   * By an answer's beginning. MySQL greets with a packet of protocol 10, or one that refuses
   * ({@code 0xff}); PostgreSQL answers the request for TLS with one letter; Redis begins with plus
   * or minus; an alert of TLS is 21, version 3.
   *
   * @param toTls whether it answers PostgreSQL's request for TLS
   */
  static Protocol of(byte[] answer, boolean toTls) {
    var text = new String(answer, StandardCharsets.ISO_8859_1);
    if (answer.length > 4 && answer[3] == 0 && (answer[4] == 10 || answer[4] == (byte) 0xff)) {
      return MYSQL;
    }
    if (text.startsWith("HTTP/")) {
      return HTTP;
    }
    if (text.startsWith("SSH-")) {
      return SSH;
    }
    if (answer.length > 1 && answer[0] == 21 && answer[1] == 3) {
      return TLS;
    }
    if (toTls && (text.equals("S") || text.equals("N"))) {
      return POSTGRES;
    }
    return !toTls && (text.startsWith("+") || text.startsWith("-")) ? REDIS : SILENT;
  }
}
