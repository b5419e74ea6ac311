package dev.cairn.provider.local;

import dev.cairn.provider.Observed;

/** What the files and the process of an instance show, by looking at {@code /proc} only. */
record PostgresState(Observed.State state, String reason) {

  static PostgresState of(InstanceRecord instance, InstanceFiles files, PostgresServer server) {
    boolean isAlive = server.findQuickly(files).isPresent();
    return switch (instance.phase()) {
      case CREATING ->
          isAlive
              ? new PostgresState(Observed.State.STARTING, "It is being made.")
              : new PostgresState(Observed.State.STOPPED, "It is not finished.");
      case BACKED_UP ->
          new PostgresState(
              Observed.State.STOPPED, "Its data are in the backup " + instance.backup() + ".");
      case CREATED -> isAlive ? alive(server.status(files)) : ended(files);
    };
  }

  private static PostgresState alive(String status) {
    return switch (status) {
      case "ready" -> new PostgresState(Observed.State.RUNNING, "");
      case "stopping" -> new PostgresState(Observed.State.STOPPED, "PostgreSQL is stopping.");
      default -> new PostgresState(Observed.State.STARTING, "PostgreSQL is starting.");
    };
  }

  private static PostgresState ended(InstanceFiles files) {
    return new PostgresState(
        Observed.State.FAILED,
        "PostgreSQL is not running; its log ends with: "
            + PostgresServer.logEnd(files)
                .lines()
                .reduce("nothing", (one, next) -> next)
                .replaceFirst("^\\S+ \\S+ \\S+ \\[\\d+] ", ""));
  }
}
