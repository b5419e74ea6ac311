package dev.cairn.cli.session;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * One process for good, as the server writes it down: its pid is another's once it has ended, and a
 * port is whose who takes it. What is said here of either is what the kernel says, see proc(5).
 *
 * @param startTicks from boot to its start, in clock ticks
 * @param bootId of the boot that it was started in
 */
public record ProcessOnRecord(long pid, String startTicks, String bootId) {
  private static final Path PROC = Path.of("/proc");
  private static final String LISTEN = "0A";
  private static final int ADDRESS = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;
  private static final int STARTED = 19;

  /** Empty where no process is named. */
  public static Optional<ProcessOnRecord> of(JsonNode tree) {
    return Optional.ofNullable(tree.findValue("pid"))
        .map(
            pid ->
                new ProcessOnRecord(pid.asLong(), text(tree, "startTicks"), text(tree, "bootId")));
  }

  /** This process itself. */
  public static ProcessOnRecord current() throws IOException {
    long pid = ProcessHandle.current().pid();
    return new ProcessOnRecord(pid, fields(pid)[STARTED], boot());
  }

  private static String text(JsonNode tree, String name) {
    return Optional.ofNullable(tree.findValue(name)).map(JsonNode::asString).orElse("");
  }

  /** Whether exactly this process runs. A server of an earlier Cairn's says no boot. */
  public boolean isAlive() {
    try {
      var fields = fields(pid);
      return !List.of("Z", "X").contains(fields[0])
          && fields[STARTED].equals(startTicks)
          && (bootId.isEmpty() || boot().equals(bootId));
    } catch (IOException gone) {
      return false;
    }
  }

  /** From its state on, see proc_pid_stat(5): the name before may hold spaces and parentheses. */
  private static String[] fields(long pid) throws IOException {
    var stat = Files.readString(of(pid, "stat"), StandardCharsets.ISO_8859_1);
    return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
  }

  private static String boot() throws IOException {
    return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
  }

  /**
   * Whether it is this process that answers whoever connects to that port of that address of this
   * machine. As the kernel chooses: who listens on the very address, else who does on all.
   */
  public boolean answersAt(InetAddress address, int port) {
    return strangerAt(address, List.of(), port).isEmpty() && isAlive();
  }

  /**
   * Which of these addresses is not this process's; empty where all are, if it runs.
   *
   * @param address that it has to answer at
   * @param others that nobody may answer at but it
   */
  Optional<InetAddress> strangerAt(InetAddress address, List<InetAddress> others, int port) {
    // One look for all: the kernel takes long to list them on a machine with much memory.
    var listening = Stream.of("tcp", "tcp6").flatMap(table -> listeners(table, port)).toList();
    if (answering(listening, address).isEmpty()) {
      return Optional.of(address);
    }
    var own = sockets();
    return Stream.concat(Stream.of(address), others.stream())
        .filter(each -> !own.containsAll(answering(listening, each)))
        .findFirst();
  }

  private static List<String> answering(List<Listener> listening, InetAddress address) {
    var there = inodes(listening, address::equals);
    return there.isEmpty() ? inodes(listening, InetAddress::isAnyLocalAddress) : there;
  }

  private static List<String> inodes(List<Listener> listening, Predicate<InetAddress> where) {
    return listening.stream().filter(it -> where.test(it.address())).map(Listener::inode).toList();
  }

  private record Listener(InetAddress address, String inode) {}

  private static Stream<Listener> listeners(String table, int port) {
    // Taking a line apart costs more than a command has time for where there are thousands.
    var mention = ":%04X ".formatted(port);
    try {
      // Of this process's own network: that is what it connects in.
      return Files.readAllLines(PROC.resolve("self/net").resolve(table)).stream()
          .filter(line -> line.contains(mention))
          .map(line -> line.strip().split("\\s+"))
          .filter(fields -> fields.length > INODE && fields[STATE].equals(LISTEN))
          .filter(fields -> fields[ADDRESS].endsWith(mention.strip()))
          .map(ProcessOnRecord::listener);
    } catch (IOException withoutIpv6) {
      return Stream.of();
    }
  }

  /** {@code 0100007F:1F90}: words of four bytes, each with its bytes in the machine's order. */
  private static Listener listener(String[] fields) {
    int colon = fields[ADDRESS].indexOf(':');
    var words = ByteBuffer.wrap(HexFormat.of().parseHex(fields[ADDRESS].substring(0, colon)));
    var bytes = ByteBuffer.allocate(words.remaining()).order(ByteOrder.nativeOrder());
    while (words.hasRemaining()) {
      bytes.putInt(words.getInt());
    }
    try {
      return new Listener(InetAddress.getByAddress(bytes.array()), fields[INODE]);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("the kernel says " + fields[ADDRESS], e);
    }
  }

  /** The inodes of the sockets that it has; none where we may not look. */
  private Set<String> sockets() {
    var found = new HashSet<String>();
    try (var open = Files.newDirectoryStream(of(pid, "fd"))) {
      for (var descriptor : open) {
        socket(descriptor).ifPresent(found::add);
      }
    } catch (IOException goneOrNotOurs) {
      return Set.of();
    }
    return found;
  }

  private static Optional<String> socket(Path descriptor) {
    try {
      var target = Files.readSymbolicLink(descriptor).toString();
      return target.startsWith("socket:[")
          ? Optional.of(target.substring("socket:[".length(), target.length() - 1))
          : Optional.empty();
    } catch (IOException closed) {
      return Optional.empty();
    }
  }

  private static Path of(long pid, String file) {
    return PROC.resolve(String.valueOf(pid)).resolve(file);
  }
}
