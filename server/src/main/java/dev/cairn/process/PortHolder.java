package dev.cairn.process;

import java.util.Optional;

/** Who listens on a port of this machine, as far as the kernel lets us see. */
public final class PortHolder {
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
   * Whether a port that a process should listen on is another user's, and not that of its own user
   * too. Never where Cairn is not root: then all are one user's.
   */
  public static boolean isOfAnother(int port, ProcessIdentity wanted) {
    var own = ProcFs.userId(wanted.pid());
    var users = Listening.usersOf(port);
    return Processes.isRoot()
        && own.isPresent()
        && !users.isEmpty()
        && !users.contains(own.getAsLong());
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
