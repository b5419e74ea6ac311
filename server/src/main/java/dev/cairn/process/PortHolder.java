package dev.cairn.process;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who listens on a port of this machine, as far as the kernel lets us see. */
public final class PortHolder {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final InetAddress LOOPBACK_6 = InetAddress.ofLiteral("::1");
  private static final String ANOTHER_PROGRAM = "another program";

  private PortHolder() {}

  /** For people: {@code process 4711 (/usr/bin/python3) of nobody}; empty where it is hidden. */
  public static Optional<String> of(int port) {
    return Optional.ofNullable(of(Set.of(port)).get(port));
  }

  /** The same of several, with one look at the processes. */
  private static Map<Integer, String> of(Set<Integer> ports) {
    var inodes = Listening.inodesOn(ports);
    var found = new HashMap<Integer, String>();
    if (!inodes.isEmpty()) {
      for (var pid : ProcFs.pids()) {
        for (var inode : Listening.inodes(pid)) {
          Optional.ofNullable(inodes.get(inode))
              .ifPresent(port -> found.computeIfAbsent(port, key -> describe(pid)));
        }
      }
    }
    return found;
  }

  /**
   * Whether who answers at that port of {@code 127.0.0.1} is this user, or Cairn's own: nobody else
   * is believed, or told anything, there.
   *
   * @param user as what should listen was launched with
   */
  public static boolean isOf(int port, Optional<String> user) {
    var users = Listening.usersAt(LOOPBACK, port);
    return !users.isEmpty() && Accounts.ownAnd(user).containsAll(users);
  }

  /** At which of these ports only this user answers, or Cairn's own; one look for all of them. */
  public static Set<Integer> ownAt(Set<Integer> ports, Optional<String> user) {
    var own = Accounts.ownAnd(user);
    return Listening.usersAt(LOOPBACK, ports).entrySet().stream()
        .filter(there -> !there.getValue().isEmpty() && own.containsAll(there.getValue()))
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether anybody else answers there. */
  public static boolean isOfOthers(int port, Optional<String> user) {
    return !Accounts.ownAnd(user).containsAll(Listening.usersAt(LOOPBACK, port));
  }

  /**
   * At which of these ports of {@code 127.0.0.1} anybody else answers, and who, for people. A look
   * at many costs as much as at one.
   *
   * @param user as what should listen was launched with
   */
  public static Map<Integer, String> othersAt(Set<Integer> ports, Optional<String> user) {
    return othersAt(LOOPBACK, ports, user);
  }

  /** The same of both addresses of {@code localhost}: browsers go to {@code [::1]} first. */
  public static Optional<String> otherAtLocalhost(int port, Optional<String> user) {
    return Stream.of(LOOPBACK, LOOPBACK_6)
        .flatMap(at -> othersAt(at, Set.of(port), user).values().stream())
        .findFirst();
  }

  private static Map<Integer, String> othersAt(
      InetAddress address, Set<Integer> ports, Optional<String> user) {
    if (ports.isEmpty()) {
      return Map.of(); // the kernel's table takes milliseconds to read
    }
    var own = Accounts.ownAnd(user);
    var taken =
        Listening.usersAt(address, ports).entrySet().stream()
            .filter(there -> !own.containsAll(there.getValue()))
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    var holders = of(taken);
    return taken.stream()
        .collect(
            Collectors.toMap(
                Function.identity(), port -> holders.getOrDefault(port, ANOTHER_PROGRAM)));
  }

  /**
   * Where at that port of {@code 127.0.0.1}, at which a process should, another user answers: a
   * clause for people. Never where Cairn is not root: then all are one user's.
   */
  public static Optional<String> takenFrom(ProcessIdentity wanted, int port) {
    var own = ProcFs.userId(wanted.pid());
    var users = Listening.usersAt(LOOPBACK, port);
    boolean isTaken =
        Processes.isRoot()
            && own.isPresent()
            && !users.isEmpty()
            && !users.contains(own.getAsLong());
    return isTaken
        ? Optional.of("its port " + port + " was taken by " + of(port).orElse(ANOTHER_PROGRAM))
        : Optional.empty();
  }

  private static String describe(long pid) {
    var program = ProcFs.executable(pid).map(" (%s)"::formatted).orElse("");
    var uid = ProcFs.userId(pid);
    var user =
        uid.isPresent()
            ? " of " + Accounts.nameOf(uid.getAsLong()).orElse("user " + uid.getAsLong())
            : "";
    return "process " + pid + program + user;
  }
}
