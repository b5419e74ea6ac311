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

/** The users of this machine's own password file, passwd(5). Only looks. */
public final class Accounts {
  private static final Path FILE = Path.of("/etc/passwd");
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

  static Optional<String> nameOf(long uid) {
    return rows().stream()
        .filter(row -> row[2].equals(String.valueOf(uid)))
        .map(row -> row[0])
        .findFirst();
  }

  private static List<String[]> rows() {
    // Names of people there may be in any encoding.
    try (var lines = Files.lines(FILE, StandardCharsets.ISO_8859_1)) {
      return lines.map(line -> line.split(":", -1)).filter(row -> row.length >= 7).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
