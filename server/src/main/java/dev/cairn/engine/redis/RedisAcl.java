package dev.cairn.engine.redis;

import dev.cairn.core.Sensitive;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who may do what in an instance: the text of its ACL file, and the same as arguments of {@code ACL
 * SETUSER}. Passwords appear as SHA-256 only; they are long and random, so a fast hash gives
 * nothing away. There is no default user: a connection that has not said who it is can do nothing.
 *
 * <p>The application's user has every key, channel and logical database, and every command but
 * those that reach out of its data: settings, users, modules, replication, saving, stopping. What
 * applications and their libraries ask for by habit ({@code INFO}, {@code CLIENT SETNAME}, {@code
 * ROLE}, {@code SLOWLOG}, {@code CLUSTER}, which answers that there is none) is allowed.
 *
 * <p>Rules: redis.io/docs/latest/operate/oss_and_stack/management/security/acl. Before 7.0 a
 * subcommand can be allowed, but not denied.
 *
 * @param users the application's, with the passwords that each may give: two while one is rotated
 */
public record RedisAcl(
    RedisBuild build, Map<String, List<Sensitive<String>>> users, Sensitive<String> admin) {

  /** The administrator of every instance. */
  public static final String ADMIN = "cairn_admin";

  private static final List<String> READING =
      List.of("getname", "getredir", "id", "info", "list", "trackinginfo");
  private static final List<String> OWN_CONNECTION =
      List.of("caching", "no-evict", "no-touch", "reply", "setinfo", "setname", "tracking");

  public RedisAcl {
    users = new LinkedHashMap<>(users);
  }

  /** Users that are not the application's: Redis's own and Cairn's. */
  public static boolean isReserved(String name) {
    return name.equals("default") || name.equals(ADMIN);
  }

  /** The whole file. */
  public String text() {
    var text = new StringBuilder("user default off resetpass resetkeys resetchannels -@all\n");
    text.append(line(ADMIN, List.of("on", hashed(admin), "~*", "&*", "+@all")));
    users.keySet().forEach(name -> text.append(line(name, rules(name))));
    return text.toString();
  }

  private static String line(String name, List<String> rules) {
    return "user " + name + " " + String.join(" ", rules) + "\n";
  }

  /** What {@code ACL SETUSER} is told after a user's name; makes it so whatever it was. */
  public List<String> rules(String name) {
    var rules = new ArrayList<>(List.of("on", "resetpass", "resetkeys", "resetchannels"));
    users.getOrDefault(name, List.of()).forEach(password -> rules.add(hashed(password)));
    rules.addAll(List.of("~*", "&*", "+@all", "-@admin", "-migrate"));
    rules.addAll(List.of("+role", "+lastsave", "+slowlog", "+latency", "+acl|whoami"));
    if (build.isAtLeast(7, 0)) {
      rules.addAll(List.of("+cluster", "+client"));
      rules.addAll(List.of("-client|kill", "-client|pause", "-client|unpause"));
    } else {
      rules.add("+cluster");
      READING.forEach(it -> rules.add("+client|" + it));
      OWN_CONNECTION.forEach(it -> rules.add("+client|" + it));
      rules.add("+client|unblock");
    }
    return rules;
  }

  /** The hashes of a user's passwords, as {@code ACL GETUSER} lists them. */
  public List<String> hashesOf(String name) {
    return users.getOrDefault(name, List.of()).stream()
        .map(password -> sha256(password.reveal()))
        .toList();
  }

  /** {@code #} and the hash, as ACL rules spell a password that nobody shall read. */
  public static String hashed(Sensitive<String> password) {
    return "#" + sha256(password.reveal());
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
