package dev.cairn.provider.local.source;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.core.Sensitive;
import dev.cairn.core.Sentence;
import dev.cairn.process.Command;
import dev.cairn.process.Outcome;
import dev.cairn.process.Processes;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Reads a directory as whoever may change it would, see {@link SourceOwner}: lists it, packs it,
 * copies it. Follows no link in it; what a link leads to is the business of whoever unpacks it.
 */
public final class SourceFiles {
  private static final Duration LIST_TIMEOUT = Duration.ofMinutes(5);
  private static final Duration COPY_TIMEOUT = Duration.ofMinutes(60);

  /** A list is held whole, with names and all: an eighth of the memory at its largest. */
  private static final Bytes LIST_KEEP =
      new Bytes(Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 32));

  private static final Bytes LONGEST_TEXT = Bytes.ofMib(1);
  private static final double MIB = 1 << 20;
  private static final Pattern DIGEST = Pattern.compile("(?m)^([0-9a-f]{64})  -$");

  /** The end of a list tells that it is whole. */
  private static final String LIST =
      "find . -mindepth 1 \\( -type d \\( ! -readable -o ! -executable \\) -printf 'D0/%P\\0' -prune"
          + " -o -type d "
          + SharedDirectories.BY_MODE
          + " -printf 'S0/%P\\0' -o -printf '%y%s/%P\\0' \\) 2>/dev/null; { "
          + SharedDirectories.namedByList("find .")
          + "; } | tr '\\n' '\\0'; printf .";

  private static final String POINTERS =
      "exec find . -type d "
          + SharedDirectories.BY_MODE
          + " -prune -o -type f -size -3 -exec grep -lFx \"$0\" {} +";

  private static final String READ_BOUNDED =
      "test \"$(stat -L -c %s -- \"$file\")\" -le "
          + LONGEST_TEXT.value()
          + " || exit 4; exec cat -- \"$file\"";

  private static final String READ_AS_OWNER =
      "file=$0; test -f \"$file\" || exit 3; " + READ_BOUNDED;

  private static final String READ =
      "file=$(realpath -e -- \"$0\" 2>/dev/null) && test -f \"$file\" || exit 3;"
          + " case $file in \"$(pwd -P)\"/*) ;; *) exit 3;; esac;"
          + " way=${file%/*}; while [ \"$way\" != \"$(pwd -P)\" ]; do"
          + " [ -z \"$(find \"$way\" -maxdepth 0 "
          + SharedDirectories.BY_MODE
          + "; "
          + SharedDirectories.namedByList("find \"$way\" -maxdepth 0")
          + ")\" ] || exit 3; way=${way%/*}; done; "
          + READ_BOUNDED;

  /** What is packed may be closed to others: so is the archive. */
  private static final String PACK = "umask 077; exec \"$@\" >\"$0\"";

  private static final String UNPACK = "exec \"$@\" <\"$0\"";

  /** Fails where the first of the two fails; a pipe alone tells of the second. */
  private static final String DIGEST_OF =
      "exec 3>&1; status=$({ { \"$@\"; echo $? >&4; } | sha256sum >&3; } 4>&1); exit \"$status\"";

  private final Processes processes;

  public SourceFiles(Processes processes) {
    this.processes = processes;
  }

  /**
   * A file below a directory.
   *
   * @param path relative, with {@code /}
   * @param size in bytes, as far as it is read to its end
   * @param isShared a directory whose content others than its reader and root may exchange
   */
  public record Entry(String path, Kind kind, long size, boolean isShared) {}

  /** What is at a path; others (sockets, devices) are no source. */
  public enum Kind {
    FILE,
    LINK,
    DIRECTORY,
    /** A directory that its reader may not look into. */
    CLOSED,
    PIPE
  }

  /** Whether what reads it by name must be its owner, not Cairn. */
  public boolean isForeign(Path directory) {
    return SourceOwner.of(directory).isForeign();
  }

  /** All there is, each directory before what is in it. */
  public List<Entry> list(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw Problem.invalid(
              "source-not-found",
              "The source directory " + directory + " does not exist on this machine.",
              "Name an existing directory.")
          .toException();
    }
    var outcome =
        processes.run(
            SourceOwner.of(directory)
                .there(List.of("/bin/sh", "-c", LIST))
                .within(LIST_TIMEOUT)
                .keeping(LIST_KEEP));
    if (!outcome.succeeded()
        || !(outcome.output().endsWith("\0.") || outcome.output().equals("."))) {
      throw unreadable("list", directory, outcome);
    }
    if (outcome.output().length() >= LIST_KEEP.value()) {
      throw Problem.invalid(
              "source-too-large",
              "The source directory " + directory + " has too many files.",
              "Name the directory of the application alone.")
          .toException();
    }
    var lines = Stream.of(outcome.output().split("\0")).filter(line -> line.length() > 1).toList();
    var listed = new SharedDirectories(lines);
    var all =
        lines.stream()
            .flatMap(line -> kind(line.charAt(0)).map(it -> entry(it, line, listed)).stream())
            .toList();
    CairnHomes.refuse(directory, all.stream().map(Entry::path).toList());
    return all;
  }

  private static Entry entry(Kind kind, String line, SharedDirectories listed) {
    int slash = line.indexOf('/');
    var path = line.substring(slash + 1);
    return new Entry(
        path,
        kind,
        Long.parseLong(line.substring(1, slash)),
        line.charAt(0) == 'S' || (kind == Kind.DIRECTORY && listed.have(path)));
  }

  /**
   * Refuses what lies in a directory that others may change, who could have anything of its
   * reader's in its place; and files that would not leave half of the disk's room free once they
   * are copied: one may say that it has a terabyte of nothing.
   *
   * @param all as {@linkplain #list listed}
   * @param used those of them that are read
   */
  public void requireUsable(Path directory, List<Entry> all, Collection<Entry> used) {
    var shared =
        all.stream()
            .filter(Entry::isShared)
            .map(it -> it.path() + "/")
            .collect(toUnmodifiableSet());
    for (var entry : used) {
      directoriesOf(entry.path())
          .filter(shared::contains)
          .findFirst()
          .ifPresent(
              it -> {
                throw SourceOwner.shared(directory, directory.resolve(it)).toException();
              });
    }
    double size = used.stream().filter(it -> it.kind() == Kind.FILE).mapToDouble(Entry::size).sum();
    // Where it will be copied is the engine's, or Cairn's: the roomiest disk that it could be on.
    double free =
        Stream.of("/", System.getProperty("java.io.tmpdir"), directory.toString())
            .mapToLong(it -> new File(it).getUsableSpace())
            .max()
            .orElseThrow();
    if (size > free / 2) {
      throw Problem.invalid(
              "source-too-large",
              "The files of %s are %.0f MiB, and the disk has %.0f MiB free."
                  .formatted(directory, size / MIB, free / MIB),
              "Have large ones ignored (.gitignore, .dockerignore), or make room.")
          .toException();
    }
  }

  /** {@code a/} and {@code a/b/} of {@code a/b/c}. */
  private static Stream<String> directoriesOf(String path) {
    return IntStream.range(0, path.length())
        .filter(i -> path.charAt(i) == '/')
        .mapToObj(i -> path.substring(0, i + 1));
  }

  private static Optional<Kind> kind(char letter) {
    return switch (letter) {
      case 'f' -> Optional.of(Kind.FILE);
      case 'l' -> Optional.of(Kind.LINK);
      case 'd', 'S' -> Optional.of(Kind.DIRECTORY);
      case 'D' -> Optional.of(Kind.CLOSED);
      case 'p' -> Optional.of(Kind.PIPE);
      default -> Optional.empty();
    };
  }

  /**
   * The text of a file in it; empty where there is none. A link that leads out of it leads to
   * nothing, or, where it is another user's, to what that user may read.
   */
  public Optional<String> find(Path directory, String file) {
    var reader = SourceOwner.of(directory);
    var read = reader.isForeign() ? READ_AS_OWNER : READ;
    var outcome =
        processes.run(
            reader.there(List.of("/bin/sh", "-c", read, "./" + file)).keeping(LONGEST_TEXT));
    if (outcome.status() == 3) {
      return Optional.empty();
    }
    if (outcome.status() == 4) {
      throw Problem.invalid(
              "source-file-too-large",
              file + " in " + directory + " is larger than " + LONGEST_TEXT + ".",
              "Keep it short: only text belongs there.")
          .toException();
    }
    if (!outcome.succeeded()) {
      throw unreadable("read " + file + " in", directory, outcome);
    }
    return Optional.of(outcome.output());
  }

  /** Refuses a work tree of Git's in which files are missing that its commit has. */
  public void requireComplete(Path directory, Predicate<String> isUsed) {
    new WorkTree(this, directory).requireComplete(isUsed);
  }

  /** Small files that stand for what lies in Git LFS. */
  List<String> pointers(Path directory) {
    var outcome =
        processes.run(
            SourceOwner.of(directory)
                .there(List.of("/bin/sh", "-c", POINTERS, WorkTree.POINTER))
                .within(LIST_TIMEOUT)
                .keeping(LIST_KEEP));
    return outcome.output().lines().map(line -> line.replaceFirst("^\\./", "")).toList();
  }

  /** One SHA-256 over names, kinds, modes and contents; times do not count. */
  public String digest(Path directory, List<String> names) {
    var argv = new ArrayList<>(List.of("/bin/sh", "-c", DIGEST_OF, "sh"));
    argv.addAll(tar("--mtime=@0"));
    var outcome = run(directory, argv, names);
    var digest = DIGEST.matcher(outcome.output());
    if (!digest.find()) {
      throw unreadable("read", directory, outcome);
    }
    return "sha256:" + digest.group(1);
  }

  /** Writes a tar of these, all of it root's, with times, modes and links as they are. */
  public void pack(Path directory, List<String> names, Path archive) {
    var argv = new ArrayList<>(List.of("/bin/sh", "-c", PACK, archive.toAbsolutePath().toString()));
    var reader = SourceOwner.of(directory);
    argv.addAll(reader.going(tar("--owner=0")));
    // The shell opens the archive, which is Cairn's; what reads the directory is its owner's.
    run(directory, Command.of(argv).in(reader.reach()), names, true);
  }

  /**
   * Who gets a copy, and makes it.
   *
   * @param user whose the directory is that it comes to; empty where it is Cairn's own
   * @param group the control group of what runs as that user: he may take hold of what makes it
   */
  public record Recipient(Optional<String> user, Optional<Path> group) {
    public static final Recipient CAIRN = new Recipient(Optional.empty(), Optional.empty());
  }

  /**
   * Copies these into an empty directory, as whoever has it: a source's owner can write to the
   * archive while it is made, and have anything in it.
   */
  public void copy(Path directory, List<String> names, Path to, Recipient recipient) {
    var archive = to.resolveSibling(to.getFileName() + ".tar");
    try {
      pack(directory, names, archive);
      var argv =
          new ArrayList<>(List.of("/bin/sh", "-c", UNPACK, archive.toAbsolutePath().toString()));
      argv.addAll(unpackingAs(recipient.user()));
      argv.addAll(List.of("tar", "-x", "-p", "--no-same-owner", "--no-overwrite-dir", "-f", "-"));
      var outcome =
          processes.run(Command.of(argv).in(to).within(COPY_TIMEOUT).joining(recipient.group()));
      if (!outcome.succeeded()) {
        throw unreadable("copy", directory, outcome);
      }
    } finally {
      archive.toFile().delete();
    }
  }

  /** As root, where it must be, without what makes devices. */
  private static List<String> unpackingAs(Optional<String> user) {
    if (!Processes.isRoot()) {
      return List.of();
    }
    return user.map(SourceFiles::unprivileged)
        .orElse(List.of("setpriv", "--bounding-set=-mknod", "--"));
  }

  private static List<String> unprivileged(String user) {
    return List.of(
        "setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups", "--no-new-privs", "--");
  }

  private static List<String> tar(String option) {
    return List.of(
        "tar",
        "-c",
        "--format=gnu",
        "--no-recursion",
        "--hard-dereference",
        "--numeric-owner",
        "--owner=0",
        "--group=0",
        option,
        "--null",
        "--verbatim-files-from",
        "--files-from=-");
  }

  private Outcome run(Path directory, List<String> argv, List<String> names) {
    return run(directory, SourceOwner.of(directory).there(argv), names, false);
  }

  private Outcome run(Path directory, Command command, List<String> names, boolean changing) {
    requireReadable(directory, names);
    var outcome =
        processes.run(
            command.within(COPY_TIMEOUT).withInput(Sensitive.of(String.join("\0", names))));
    // 1: a file changed while it was read, as one of a living tree may.
    if (outcome.status() > 1) {
      throw unreadable(changing ? "copy" : "read", directory, outcome);
    }
    return outcome;
  }

  private static void requireReadable(Path directory, List<String> names) {
    for (var name : names) {
      if (name.contains("\uFFFD")) {
        throw Problem.invalid(
                "source-name-unreadable",
                "The name of the file " + name + " in " + directory + " is not in UTF-8.",
                "Rename it, or have it ignored (.gitignore, .dockerignore).")
            .toException();
      }
    }
  }

  private static dev.cairn.core.ProblemException unreadable(
      String attempted, Path directory, Outcome outcome) {
    return Problem.failed(
            "source-unreadable",
            "Could not " + attempted + " " + directory + ": " + Sentence.ended(outcome.lastLine()),
            "Let its owner read all of it, or have it ignored (.gitignore, .dockerignore).")
        .toException();
  }
}
