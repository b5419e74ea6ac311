package dev.cairn.process;

import java.net.InetAddress;
import java.util.Optional;

/** Who listens on a port of this machine, as far as the kernel lets us see. */
public final class PortHolder {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private PortHolder() {}

  /** For people: {@code process 4711 (/usr/bin/python3) of nobody}; empty where it is hidden. */
  public static Optional<String> of(int port) {
    var inodes = Listening.inodesOn(port);
    if (inodes.isEmpty()) {
      return Optional.empty();
    }
    return ProcFs.pids().stream()
        .filter(pid -> Listening.hasAny(pid, inodes))
        .map(PortHolder::describe)
        .findFirst();
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

  /** Whether anybody else answers there. */
  public static boolean isOfOthers(int port, Optional<String> user) {
    return !Accounts.ownAnd(user).containsAll(Listening.usersAt(LOOPBACK, port));
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
        ? Optional.of("its port " + port + " was taken by " + of(port).orElse("another program"))
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
