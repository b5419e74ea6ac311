package dev.cairn.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** The users of this machine's own password file, passwd(5). Only looks. */
public final class Accounts {
  private static final Path FILE = Path.of("/etc/passwd");
  private static final Path GROUPS = Path.of("/etc/group");
  private static final int NOBODYS = 65534;

  private Accounts() {}

  /** Empty where this machine's file has none of that name. */
  public static Optional<Account> find(String name) {
    return list().stream().filter(it -> it.name().equals(name)).findFirst();
  }

  public static List<Account> list() {
    return rows().stream().map(row -> new Account(row[0], row[4], Path.of(row[5]))).toList();
  }

  static OptionalLong uid(String name) {
    return rows().stream()
        .filter(row -> row[0].equals(name))
        .mapToLong(row -> Long.parseLong(row[2]))
        .findFirst();
  }

  /** The numbers of whom Cairn runs as, and of the user of that name. */
  static Set<Long> ownAnd(Optional<String> name) {
    var users = new HashSet<Long>();
    ProcFs.ownUserId().ifPresent(users::add);
    name.map(Accounts::uid).ifPresent(uid -> uid.ifPresent(users::add));
    return users;
  }

  /** The primary group of that user; one that nobody should have files of where there is none. */
  public static int groupOf(int uid) {
    return rows().stream()
        .filter(row -> row[2].equals(String.valueOf(uid)))
        .map(row -> Integer.parseInt(row[3]))
        .findFirst()
        .orElse(NOBODYS);
  }

  /**
   * The primary group of that user, where nobody else is in it; empty for root. Members that are
   * not in this machine's own files are none: those groups are not either.
   */
  public static Optional<Integer> privateGroupOf(int uid) {
    var own = rows().stream().filter(row -> row[2].equals(String.valueOf(uid))).findFirst();
    return own.filter(row -> uid != 0)
        .filter(row -> rows().stream().filter(it -> it[3].equals(row[3])).count() == 1)
        .filter(row -> members(row[3]).filter(it -> Set.of(row[0]).containsAll(it)).isPresent())
        .map(row -> Integer.parseInt(row[3]));
  }

  /** By group(5); empty where this machine's file has none of that number. */
  private static Optional<List<String>> members(String gid) {
    return rows(GROUPS, 4).stream()
        .filter(row -> row[2].equals(gid))
        .findFirst()
        .map(row -> Stream.of(row[3].split(",")).filter(it -> !it.isBlank()).toList());
  }

  /** The number of whom Cairn itself runs as. */
  public static int own() {
    return Math.toIntExact(ProcFs.ownUserId().orElseThrow());
  }

  static Optional<String> nameOf(long uid) {
    return rows().stream()
        .filter(row -> row[2].equals(String.valueOf(uid)))
        .map(row -> row[0])
        .findFirst();
  }

  private static List<String[]> rows() {
    return rows(FILE, 7);
  }

  private static List<String[]> rows(Path file, int fields) {
    // Names of people there may be in any encoding.
    try (var lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
      return lines.map(line -> line.split(":", -1)).filter(row -> row.length >= fields).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
