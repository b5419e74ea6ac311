package dev.cairn.process;

/**
 * One process for good, also where its pid is given to another later.
 *
 * @param startTicks clock ticks from boot to its start: field 22 of {@code /proc/PID/stat}, see
 *     proc_pid_stat(5)
 * @param bootId {@code /proc/sys/kernel/random/boot_id}
 * @param executable what {@code /proc/PID/exe} named when this was recorded. Says what it is;
 *     {@code exec} and package upgrades change it, so pid, start and boot alone decide who it is
 */
public record ProcessIdentity(long pid, long startTicks, String bootId, String executable) {

  /** Whether both are the same process. */
  public boolean isSame(ProcessIdentity other) {
    return pid == other.pid && startTicks == other.startTicks && bootId.equals(other.bootId);
  }
}
