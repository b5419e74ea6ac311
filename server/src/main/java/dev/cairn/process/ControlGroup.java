package dev.cairn.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A control group that all which runs for one purpose is in, see cgroups(7). What is in it stays.
 *
 * @param list the file that names its members
 */
record ControlGroup(Path list) {
  private static final Logger LOG = LoggerFactory.getLogger(ControlGroup.class);

  /**
   * As the kernel lists them, which leaves out who is dead: whoever has forked and ended since may
   * be listed, but the list of a group in which anything lives is never empty. None where it is
   * gone, or hidden from us.
   */
  List<Long> members() {
    return ProcFs.members(list).stream().filter(pid -> pid > 0).toList();
  }

  /** Nothing in it starts anything more: what is listed from now on is all there will be. */
  void stopForks() {
    write("pids.max", "0");
  }

  /** All at once, where the kernel does that (version 2, since Linux 5.14). */
  void kill() {
    write("cgroup.kill", "1");
  }

  private void write(String name, String value) {
    var file = list.resolveSibling(name);
    try {
      if (Files.exists(file)) {
        Files.writeString(file, value);
      }
    } catch (IOException goneOrRefused) {
      LOG.info("{} was not written to {}: {}", value, file, goneOrRefused.getMessage());
    }
  }
}
