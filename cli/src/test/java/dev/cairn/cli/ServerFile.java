package dev.cairn.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code server.json} as a server writes it. */
public final class ServerFile {
  private static final int STARTED = 19;

  private ServerFile() {}

  /** Of this very process, which listens on that port. */
  public static void write(Path home, int port) throws IOException {
    write(home, port, ProcessHandle.current().pid());
  }

  /** Of a process that runs. */
  public static void write(Path home, int port, long pid) throws IOException {
    var stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
    var ticks = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[STARTED];
    write(home, port, pid, ticks);
  }

  /** As it stays when the process is gone and its pid is another's. */
  public static void write(Path home, int port, long pid, String startTicks) throws IOException {
    var boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    Files.writeString(
        home.resolve("server.json"),
        "{\"pid\":%d,\"startTicks\":%s,\"bootId\":\"%s\",\"port\":%d}"
            .formatted(pid, startTicks, boot, port));
  }
}
