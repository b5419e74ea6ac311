package dev.cairn.provider.local.mysql;

import dev.cairn.core.ReadyWait;
import dev.cairn.core.Sensitive;
import dev.cairn.core.StateFile;
import dev.cairn.engine.mysql.MySqlAccounts;
import dev.cairn.engine.mysql.MySqlSql;
import dev.cairn.provider.Login;
import dev.cairn.provider.local.instance.InstanceFiles;
import dev.cairn.provider.local.instance.InstanceRecord;
import dev.cairn.provider.local.mysql.MySqlLogins.Known;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Who may log in to a replica. Its accounts come from its primary, so nothing is written into it;
 * only sessions are its own. Which of them was the newest when a password came is noted in a file
 * beside it: as on a primary, who connected before goes when the other password does.
 */
final class MySqlReplicaLogins {
  private static final Logger LOG = LoggerFactory.getLogger(MySqlReplicaLogins.class);
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Duration ARRIVAL = Duration.ofSeconds(20);
  private static final Duration LOOK = Duration.ofMillis(50);

  private final MySqlLogins users;

  MySqlReplicaLogins(MySqlLogins users) {
    this.users = users;
  }

  /**
   * What was seen of a user.
   *
   * @param start of the server
   * @param newest number of a session when its passwords came to be these
   * @param first digest of the verifier of its newer password
   * @param second of the other; empty where it has one
   */
  record Seen(String start, long newest, String first, String second) {
    boolean hasPasswordsOf(Seen other) {
      return first.equals(other.first) && second.equals(other.second);
    }

    /** Whether all that happened is that the older of two passwords went. */
    boolean isAfterTheEndOfAnother(Seen before) {
      return second.isEmpty() && !before.second.isEmpty() && first.equals(before.first);
    }

    /** Whether all that happened is that a password came beside the one there was. */
    boolean isAfterTheCome(Seen before) {
      return !second.isEmpty() && before.second.isEmpty() && second.equals(before.first);
    }
  }

  /**
   * Waits until exactly these logins have come from the primary; ends the sessions of others.
   *
   * @param isLost nothing comes any more: what is there stays
   * @param start tells one start of the server from another
   * @throws dev.cairn.core.ProblemException {@code timed-out}
   */
  void admit(
      MySqlSession session,
      InstanceFiles files,
      InstanceRecord instance,
      List<Login> logins,
      boolean isLost,
      String start)
      throws SQLException {
    var wanted = MySqlLogins.byUser(logins);
    if (isLost) {
      LOG.warn("{} has the logins that it had when it was lost", instance.id());
    } else {
      ReadyWait.upTo(ARRIVAL)
          .every(LOOK)
          .until(
              "the logins of its primary to reach " + instance.id(),
              () -> haveCome(MySqlLogins.known(session), wanted));
      users.verify(instance, logins);
    }
    endOthers(session, files, instance, wanted, start);
  }

  private static boolean haveCome(List<Known> known, Map<String, List<Sensitive<String>>> wanted) {
    return wanted.entrySet().stream()
            .allMatch(user -> hasCome(known, user.getKey(), user.getValue()))
        && known.stream()
            .filter(it -> !it.isLocked())
            .allMatch(it -> wanted.containsKey(it.account().user()));
  }

  private static boolean hasCome(
      List<Known> known, String user, List<Sensitive<String>> passwords) {
    return known.stream()
        .filter(it -> it.account().equals(MySqlAccounts.of(user)))
        .anyMatch(
            it ->
                passwords.stream().allMatch(it::takes)
                    && (passwords.size() > 1 || it.second().isEmpty()));
  }

  private static void endOthers(
      MySqlSession session,
      InstanceFiles files,
      InstanceRecord instance,
      Map<String, List<Sensitive<String>>> wanted,
      String start)
      throws SQLException {
    var before = read(files);
    var now = new TreeMap<String, Seen>();
    long newest = Long.parseLong(session.names(MySqlSql.sessionNumber()).getFirst());
    for (var one : MySqlLogins.known(session)) {
      var user = one.account().user();
      if (one.isLocked() || !wanted.containsKey(user)) {
        continue;
      }
      var seen = new Seen(start, newest, digest(one.verifier()), digest(one.second()));
      var last = Optional.ofNullable(before.get(user)).filter(it -> it.start().equals(start));
      now.put(user, last.filter(seen::hasPasswordsOf).orElse(seen));
      if (last.isPresent()) {
        end(session, instance, user, ended(last.get(), seen));
      }
    }
    for (var user : MySqlLogins.known(session).stream().map(it -> it.account().user()).toList()) {
      if (!wanted.containsKey(user)) {
        end(session, instance, user, Long.MAX_VALUE);
      }
    }
    for (var user : before.keySet()) {
      if (!wanted.containsKey(user)) {
        end(session, instance, user, Long.MAX_VALUE);
      }
    }
    if (!now.equals(before)) {
      StateFile.write(file(files), JSON.writeValueAsString(now), StateFile.PRIVATE);
    }
  }

  /** The number of the newest session that may have given what is valid no more. */
  private static long ended(Seen last, Seen now) {
    if (now.hasPasswordsOf(last) || now.isAfterTheCome(last)) {
      return 0;
    }
    return now.isAfterTheEndOfAnother(last) ? last.newest() : now.newest();
  }

  private static void end(MySqlSession session, InstanceRecord instance, String user, long newest)
      throws SQLException {
    if (newest == 0) {
      return;
    }
    var ids =
        session.names(MySqlSql.sessions(), user).stream()
            .filter(id -> Long.parseLong(id) <= newest)
            .toList();
    MySqlLogins.kill(session, ids);
    if (!ids.isEmpty()) {
      LOG.info("{} ended {} sessions of {}", instance.id(), ids.size(), user);
    }
  }

  private static Path file(InstanceFiles files) {
    return files.directory().resolve("sessions.json");
  }

  private static Map<String, Seen> read(InstanceFiles files) {
    return StateFile.find(file(files))
        .map(text -> JSON.readValue(text, new TypeReference<TreeMap<String, Seen>>() {}))
        .orElseGet(TreeMap::new);
  }

  private static String digest(String verifier) {
    if (verifier.isEmpty()) {
      return "";
    }
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(verifier.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
