package dev.cairn.provider.local.redis;

import dev.cairn.core.Sensitive;
import dev.cairn.core.StateFile;
import dev.cairn.engine.redis.RedisAcl;
import dev.cairn.engine.redis.RedisBuild;
import dev.cairn.engine.redis.RedisConf;
import dev.cairn.process.SystemUsers;
import dev.cairn.provider.Login;
import dev.cairn.provider.local.files.Trees;
import dev.cairn.provider.local.instance.CertificateFiles;
import dev.cairn.provider.local.instance.InstanceFiles;
import dev.cairn.provider.local.instance.InstanceRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Who may log in to an instance. The ACL file is for the next start; a running server is told by
 * command, as loading the file would end everybody's session.
 *
 * <p>Redis does not remember which of two passwords a session gave. So it is written down which
 * connection was the newest when a password came: whoever connected before cannot have given it,
 * and goes when the other passwords do.
 */
public final class RedisLogins {
  private static final Logger LOG = LoggerFactory.getLogger(RedisLogins.class);
  private static final JsonMapper JSON = JsonMapper.shared();

  private final CertificateFiles certificates;

  /**
   * {@code logins.json}.
   *
   * @param runId the start of the server that connections are numbered since
   * @param since the newest connection when a password came, by user and the password's hash; also
   *     of passwords that were taken away and whose sessions may not be ended yet
   */
  record Known(String runId, Map<String, Long> since) {}

  public RedisLogins(CertificateFiles certificates) {
    this.certificates = certificates;
  }

  static RedisAcl acl(RedisBuild build, List<Login> wanted, Sensitive<String> admin) {
    var users = new LinkedHashMap<String, List<Sensitive<String>>>();
    for (var login : wanted) {
      users.computeIfAbsent(login.username(), _ -> new ArrayList<>()).add(login.password());
    }
    return new RedisAcl(build, users, admin);
  }

  /** Whether the file had another text. */
  boolean write(InstanceFiles files, RedisAcl acl) {
    var file = files.directory().resolve(RedisConf.ACL_FILE);
    if (StateFile.find(file).equals(Optional.of(acl.text()))) {
      return false;
    }
    StateFile.writeUnsynced(file, acl.text(), StateFile.PRIVATE);
    Trees.give(file, SystemUsers.engineUser());
    return true;
  }

  /** Has the running server know exactly these users, and ends the sessions of others. */
  void admit(InstanceFiles files, InstanceRecord instance, RedisAcl acl, RedisSession session)
      throws RedisFailure {
    var known = known(files);
    long newest = session.id();
    var runId = session.info().runId();
    boolean isSameStart = known.runId().equals(runId);
    var since = new TreeMap<String, Long>();
    var leaving = new TreeMap<String, Long>();
    for (var user : acl.users().keySet()) {
      var had = session.passwordsOf(user);
      var has = acl.hashesOf(user);
      for (var hash : has) {
        var key = key(user, hash);
        long came = isSameStart ? known.since().getOrDefault(key, 0L) : 0L;
        since.put(key, had.contains(hash) ? came : newest);
      }
      had.stream()
          .filter(hash -> !has.contains(hash))
          .forEach(hash -> leaving.put(key(user, hash), 0L));
    }
    if (isSameStart) {
      known.since().keySet().stream()
          .filter(key -> !since.containsKey(key))
          .forEach(key -> leaving.put(key, 0L));
    }
    // Killed before the sessions of a password are ended, the next of us still knows of it.
    remember(files, new Known(runId, both(since, leaving)));
    for (var user : acl.users().keySet()) {
      session.setUser(user, acl.rules(user));
      if (leaving.keySet().stream().anyMatch(key -> key.startsWith(key(user, "")))) {
        long oldest =
            acl.hashesOf(user).stream()
                .mapToLong(hash -> since.getOrDefault(key(user, hash), 0L))
                .min()
                .orElse(newest);
        int ended = session.end(user, oldest);
        LOG.info("{} took a password from {} and ended {} sessions", instance.id(), user, ended);
      }
    }
    for (var other : session.users()) {
      if (!acl.users().containsKey(other) && !RedisAcl.isReserved(other)) {
        session.run("ACL", "DELUSER", other);
        LOG.info("{} lets {} log in no more", instance.id(), other);
      }
    }
    remember(files, new Known(runId, since));
  }

  private static Map<String, Long> both(Map<String, Long> one, Map<String, Long> other) {
    var both = new TreeMap<>(one);
    both.putAll(other);
    return both;
  }

  private static String key(String user, String hash) {
    return user + " " + hash;
  }

  /** As the application logs in: over TLS, with the server's name verified. */
  void verify(InstanceRecord instance, List<Login> wanted) throws RedisFailure {
    Path authority = certificates.authority();
    for (var login : wanted) {
      try (var session =
          RedisSession.application(
              instance.tlsPort().orElseThrow(), login.username(), login.password(), authority)) {
        session.run("PING");
      }
    }
  }

  private static Known known(InstanceFiles files) {
    return StateFile.find(file(files))
        .map(text -> JSON.readValue(text, Known.class))
        .orElseGet(() -> new Known("", new HashMap<>()));
  }

  private static void remember(InstanceFiles files, Known known) {
    InstanceFiles.writeIfDifferent(
        file(files), JSON.writeValueAsString(known) + "\n", Optional.empty());
  }

  private static Path file(InstanceFiles files) {
    return files.directory().resolve("logins.json");
  }
}
