package dev.cairn.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** What Linux says about processes, see proc(5). A process that is gone is empty, not an error. */
final class ProcFs {
  private static final Path ROOT = Path.of("/proc");
  private static final int WRITABLE_BY_OTHERS = 2;
  private static final String USER = "\nUid:\t";
  private static final String BOOT_ID = readBootId();
  private static final OptionalLong OWN_USER = userId(ProcessHandle.current().pid());

  /**
   * @param state {@code Z} and {@code X} of its first thread: that is dead
   * @param group pid of its process group's leader
   * @param session pid of its session's leader
   * @param workedTicks processor time of all its threads so far
   */
  record Stat(
      char state,
      long parent,
      long group,
      long session,
      long workedTicks,
      int threads,
      long startTicks) {
    /** Not where its first thread alone has ended: the others run on, and it is a zombie too. */
    boolean isDead() {
      return (state == 'Z' && threads <= 1) || state == 'X';
    }
  }

  private ProcFs() {}

  /** Of this start of the machine. */
  static String bootId() {
    return BOOT_ID;
  }

  private static String readBootId() {
    try {
      return Files.readString(ROOT.resolve("sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      return "unknown";
    }
  }

  static Optional<Stat> stat(long pid) {
    try {
      var text =
          new String(Files.readAllBytes(ROOT.resolve(pid + "/stat")), StandardCharsets.ISO_8859_1);
      // The name, field 2, may hold spaces and parentheses: fields count from the last ')'.
      var fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
      return Optional.of(
          new Stat(
              fields[0].charAt(0),
              Long.parseLong(fields[1]),
              Long.parseLong(fields[2]),
              Long.parseLong(fields[3]),
              Long.parseLong(fields[11]) + Long.parseLong(fields[12]),
              Integer.parseInt(fields[17]),
              Long.parseLong(fields[19])));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  /** Empty for a process that is gone, or whose executable we may not see. */
  static Optional<String> executable(long pid) {
    try {
      return Optional.of(Files.readSymbolicLink(ROOT.resolve(pid + "/exe")).toString());
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  /** Empty for a process that is gone, or whose directory we may not see. */
  static Optional<Path> directory(long pid) {
    try {
      return Optional.of(Files.readSymbolicLink(ROOT.resolve(pid + "/cwd")));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  /** The real user: the first number of Uid in {@code /proc/PID/status}. */
  static OptionalLong userId(long pid) {
    try {
      var text =
          new String(
              Files.readAllBytes(ROOT.resolve(pid + "/status")), StandardCharsets.ISO_8859_1);
      int at = text.indexOf(USER);
      if (at < 0) {
        return OptionalLong.empty();
      }
      int from = at + USER.length();
      return OptionalLong.of(Long.parseLong(text, from, text.indexOf('\t', from), 10));
    } catch (IOException gone) {
      return OptionalLong.empty();
    }
  }

  static boolean isOf(long pid, Set<Long> users) {
    return userId(pid).stream().anyMatch(users::contains);
  }

  /** Whom this process itself runs as. */
  static OptionalLong ownUserId() {
    return OWN_USER;
  }

  /**
   * Whether the file of its program, also of one that was deleted since, belongs to one of these
   * and is not everybody's to write.
   */
  static boolean hasProgramOf(long pid, List<Long> owners) {
    try {
      var file = Files.readAttributes(ROOT.resolve(pid + "/exe"), "unix:uid,mode");
      return file.get("uid") instanceof Integer uid
          && file.get("mode") instanceof Integer mode
          && owners.contains(Integer.toUnsignedLong(uid))
          && (mode & WRITABLE_BY_OTHERS) == 0;
    } catch (IOException goneOrNotOurs) {
      return false;
    }
  }

  /** False for a moment while a program takes the place of another; true where we may not look. */
  static boolean hasEnvironment(long pid) {
    try {
      return Files.readAllBytes(ROOT.resolve(pid + "/environ")).length > 0;
    } catch (IOException goneOrNotOurs) {
      return true;
    }
  }

  static boolean hasVariable(long pid, String assignment) {
    try {
      var text =
          new String(Files.readAllBytes(ROOT.resolve(pid + "/environ")), StandardCharsets.UTF_8);
      return ("\0" + text).contains("\0" + assignment + "\0");
    } catch (IOException goneOrNotOurs) {
      return false;
    }
  }

  /** The control groups it is in, a line each; empty for a process that is gone. */
  static String groups(long pid) {
    try {
      return Files.readString(ROOT.resolve(pid + "/cgroup"), StandardCharsets.ISO_8859_1);
    } catch (IOException gone) {
      return "";
    }
  }

  /** Empty also where the kernel keeps no such list: CONFIG_PROC_CHILDREN. */
  static List<Long> children(long pid) {
    try {
      var text = Files.readString(ROOT.resolve(pid + "/task/" + pid + "/children")).strip();
      return text.isEmpty() ? List.of() : Stream.of(text.split(" +")).map(Long::valueOf).toList();
    } catch (IOException gone) {
      return List.of();
    }
  }

  /** Of a control group, by its list; none where it is gone. */
  static List<Long> members(Path list) {
    try (var lines = Files.lines(list)) {
      return lines.map(Long::valueOf).toList();
    } catch (IOException | UncheckedIOException gone) {
      return List.of();
    }
  }

  /** With spaces between its words; empty for a process that is gone. */
  static String commandLine(long pid) {
    try {
      return Files.readString(ROOT.resolve(pid + "/cmdline"), StandardCharsets.ISO_8859_1)
          .replace('\0', ' ')
          .strip();
    } catch (IOException gone) {
      return "";
    }
  }

  static List<Long> pids() {
    var found = new ArrayList<Long>();
    try (var entries = Files.newDirectoryStream(ROOT, "[0-9]*")) {
      entries.forEach(entry -> found.add(Long.valueOf(entry.getFileName().toString())));
    } catch (IOException e) {
      return List.of();
    }
    return found;
  }

  /** Resident memory in bytes: VmRSS of {@code /proc/PID/status}. */
  static OptionalLong residentBytes(long pid) {
    try (var lines = Files.lines(ROOT.resolve(pid + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst();
    } catch (IOException gone) {
      return OptionalLong.empty();
    }
  }
}
