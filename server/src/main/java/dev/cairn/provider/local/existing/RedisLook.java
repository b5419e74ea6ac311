package dev.cairn.provider.local.existing;

import dev.cairn.core.ProblemException;
import dev.cairn.provider.ExistingDatabase;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Logs in to a Redis and looks, in RESP (redis.io/docs/latest/develop/reference/protocol-spec) on a
 * connection that is open: HELLO, SELECT, PING.
 */
final class RedisLook {
  private static final int MOST = 4096;
  private static final int MOST_BYTES = 64 * 1024;
  private static final int MOST_VALUES = 2000;
  private static final int MOST_DEPTH = 5;

  private final ExistingDatabase database;
  private final Socket socket;
  private final InputStream in;

  private RedisLook(ExistingDatabase database, Socket socket) throws IOException {
    this.database = database;
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  static Found look(ExistingDatabase database, Socket socket) {
    try {
      return new RedisLook(database, socket).look();
    } catch (IOException e) {
      throw database.tls() == ExistingDatabase.Tls.OFF
          ? Refusal.failed(database, "it broke the connection off")
          : Line.otherwise(database);
    }
  }

  private Found look() throws IOException {
    var hello =
        ask("HELLO", "2", "AUTH", database.username(), database.password().reveal())
            .orElseThrow(this::loginRefusal);
    var mode = field(hello, "mode");
    if (mode.equals("sentinel")) {
      throw Refusal.because(
          "port",
          "another-protocol",
          database.address() + " is a Redis Sentinel, not Redis itself.",
          "Give the address of the Redis that it watches.");
    }
    if (!database.database().equals("0")) {
      ask("SELECT", database.database()).orElseThrow(this::selectRefusal);
    }
    ask("PING").orElseThrow(said -> Refusal.missingPrivileges(database, said));
    var warnings = new ArrayList<String>();
    if (!field(hello, "role").equals("master")) {
      warnings.add(Found.readOnly("it is a read replica"));
    }
    if (mode.equals("cluster")) {
      warnings.add("It is a cluster: the application's client has to know clusters.");
    }
    var valkey = field(hello, "server").equals("valkey") ? "valkey-" : "";
    return new Found(valkey + field(hello, "version"), warnings);
  }

  private ProblemException loginRefusal(String said) {
    if (said.contains("unknown command")) {
      return Refusal.tooOld(database, "older than 6", "6");
    }
    if (said.startsWith("WRONGPASS") || said.startsWith("NOAUTH")) {
      return Refusal.wrongCredentials(database);
    }
    if (said.startsWith("DENIED")) {
      return Refusal.notAllowed(database, "it is in protected mode, open to its own machine");
    }
    return said.startsWith("NOPERM")
        ? Refusal.missingPrivileges(database, said)
        : Refusal.failed(database, said);
  }

  private ProblemException selectRefusal(String said) {
    return said.toLowerCase(Locale.ROOT).contains("out of range")
            || said.contains("not allowed in cluster")
            || said.contains("invalid")
        ? Refusal.noDatabase(database)
        : Refusal.missingPrivileges(database, said);
  }

  private static String field(List<String> hello, String name) {
    for (int i = 0; i + 1 < hello.size(); i += 2) {
      if (hello.get(i).equals(name)) {
        return hello.get(i + 1);
      }
    }
    return "";
  }

  /** An answer, or the error that came in its place. */
  private record Reply(List<String> values, String error) {
    List<String> orElseThrow(java.util.function.Function<String, ProblemException> refusal) {
      if (!error.isEmpty()) {
        throw refusal.apply(error);
      }
      return values;
    }
  }

  private Reply ask(String... words) throws IOException {
    var request = new ByteArrayOutputStream();
    request.writeBytes(("*" + words.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
    for (var word : words) {
      var bytes = word.getBytes(StandardCharsets.UTF_8);
      request.writeBytes(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
      request.writeBytes(bytes);
      request.writeBytes(new byte[] {'\r', '\n'});
    }
    socket.getOutputStream().write(request.toByteArray());
    var values = new ArrayList<String>();
    return new Reply(values, read(values, MOST_DEPTH));
  }

  /** Adds what comes to the values; an error is answered. */
  private String read(List<String> values, int depth) throws IOException {
    if (depth == 0 || values.size() > MOST_VALUES) {
      throw new IOException("more than a Redis answers to what was asked");
    }
    var line = line();
    var rest = line.substring(1);
    switch (line.charAt(0)) {
      case '-' -> {
        return rest;
      }
      case '$' -> {
        int length = number(rest);
        values.add(length < 0 ? "" : new String(in.readNBytes(length), StandardCharsets.UTF_8));
        if (length >= 0) {
          in.skipNBytes(2);
        }
      }
      case '*' -> {
        for (int i = number(rest); i > 0; i--) {
          read(values, depth - 1);
        }
        if (rest.equals("0")) {
          values.add("");
        }
      }
      default -> values.add(rest);
    }
    return "";
  }

  /** Of a length; who answers may be anybody, and say anything. */
  private static int number(String text) throws IOException {
    try {
      int number = Integer.parseInt(text);
      if (number <= MOST_BYTES) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new IOException("\"" + text + "\" is no length", e);
    }
    throw new IOException("an answer of " + text + " bytes or values");
  }

  private String line() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0 || line.size() > MOST) {
        throw new EOFException("no line of Redis");
      }
      line.write(next);
    }
    var text = line.toString(StandardCharsets.UTF_8).stripTrailing();
    if (text.isEmpty()) {
      throw new EOFException("an empty line");
    }
    return text;
  }
}
