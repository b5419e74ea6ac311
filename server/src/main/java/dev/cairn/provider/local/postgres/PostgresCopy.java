package dev.cairn.provider.local.postgres;

import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.core.StateFile;
import dev.cairn.engine.postgres.PostgresBackupFiles;
import dev.cairn.engine.postgres.PostgresReplicationSql;
import dev.cairn.provider.local.files.Disk;
import dev.cairn.provider.local.files.OpenDirectory;
import dev.cairn.provider.local.files.TreeInUse;
import dev.cairn.provider.local.files.Trees;
import dev.cairn.provider.local.instance.Background;
import dev.cairn.provider.local.instance.InstanceFiles;
import dev.cairn.provider.local.instance.InstanceRecord;
import dev.cairn.provider.local.instance.Replicating;
import dev.cairn.provider.local.instance.StorageGuard;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * A base backup of a primary that takes writes, by PostgreSQL's low-level API, straight into the
 * data directory of a replica, with the log that makes it whole. All the log from its begin on is
 * kept by the replica's slot. A copy that broke off is nothing: it is made anew, and the primary
 * ends a backup with the session that began it.
 */
final class PostgresCopy implements TreeInUse {
  private static final int PARTS = 100;
  private static final int LONGEST_CONTROL = 64 * 1024;

  private final Connection session;
  private final InstanceRecord primary;
  private final Optional<String> user;
  private final Bytes whole;
  private final Consumer<String> progress;
  private long done;

  private PostgresCopy(
      Connection session,
      InstanceRecord primary,
      Optional<String> user,
      Bytes whole,
      Consumer<String> progress) {
    this.session = session;
    this.primary = primary;
    this.user = user;
    this.whole = whole;
    this.progress = progress;
  }

  /**
   * @throws dev.cairn.core.ProblemException {@code disk-full}, {@code copy-overtaken}, {@code
   *     has-tablespaces}
   */
  static InstanceFiles make(
      InstanceFiles files,
      InstanceRecord instance,
      InstanceRecord primary,
      Connection session,
      Consumer<String> progress)
      throws SQLException {
    requireAdmitted(instance, primary);
    var from = files.of(primary.id()).data();
    var slot = PostgresReplicationSql.slot(instance.id());
    Bytes whole;
    try (var beside = Executors.newVirtualThreadPerTaskExecutor()) {
      // The primary writes a checkpoint meanwhile.
      var measured = beside.submit(() -> requireSpace(files, primary, from));
      PostgresSlots.keepFromNow(session, slot);
      ask(session, PostgresReplicationSql.startBackup(primary.version(), slot));
      whole = Background.result(measured);
    }
    var copy = new PostgresCopy(session, primary, files.user(), whole, progress);
    Trees.copyInUse(from, files.data(), files.user(), copy);
    requireKept(session, slot, primary);
    return files;
  }

  /** How much is to be copied. */
  private static Bytes requireSpace(InstanceFiles files, InstanceRecord primary, Path from) {
    var whole = Trees.sizeBelow(from, PostgresBackupFiles::counts);
    Disk.requireSpace(
        files.directory(),
        "A copy of " + primary.id(),
        new Bytes(whole.value() + StorageGuard.RESERVE.value()));
    return whole;
  }

  /** It could not follow. */
  private static void requireAdmitted(InstanceRecord instance, InstanceRecord primary) {
    if (!primary.replication().replicas().contains(instance.id())) {
      throw Problem.conflict(
              "replica-not-admitted",
              primary.id() + " does not let " + instance.id() + " follow it.",
              "Have it admitted there first.")
          .toException();
    }
  }

  private static List<List<String>> ask(Connection session, String sql) throws SQLException {
    return PostgresSession.rows(session, sql);
  }

  /** A primary that wrote more than its slots may keep is ahead of the copy for good. */
  private static void requireKept(Connection session, String slot, InstanceRecord primary)
      throws SQLException {
    if (PostgresSlots.isLost(ask(session, PostgresReplicationSql.slotStatus(slot)))) {
      throw Problem.unavailable(
              "copy-overtaken",
              "While it was copied, "
                  + primary.id()
                  + " wrote more than it keeps for its replicas (max_slot_wal_keep_size).",
              "Retry when it writes less, or give it more storage: it keeps a tenth of it.")
          .toException();
    }
  }

  @Override
  public boolean counts(Path path) {
    return PostgresBackupFiles.counts(path);
  }

  /** Tells each hundredth, one after the other. */
  @Override
  public synchronized void copied(long bytes) {
    done += bytes;
    long part = Math.max(1, whole.value() / PARTS);
    if (done / part != (done - bytes) / part) {
      progress.accept(Replicating.copied(done, whole));
    }
  }

  @Override
  public void complete(OpenDirectory tree, Path copy) throws IOException {
    put(copy.resolve(PostgresBackupFiles.CONTROL), control(tree));
    var stopped = stop();
    if (!stopped.get(1).isBlank()) {
      throw Problem.invalid(
              "has-tablespaces",
              primary.id() + " has tablespaces, which lie outside of its data and are not copied.",
              "Move what is in them into pg_default, drop them, and retry.")
          .toException();
    }
    var label = stopped.getFirst();
    put(
        copy.resolve(PostgresBackupFiles.LABEL),
        ByteBuffer.wrap(label.getBytes(StandardCharsets.UTF_8)));
    copyLog(tree, copy, PostgresBackupFiles.firstLog(label), stopped.getLast());
    put(copy.resolve(PostgresBackupFiles.STANDBY), ByteBuffer.allocate(0));
  }

  /** What is whole by itself needs nobody to send it that. */
  private void copyLog(OpenDirectory tree, Path copy, String first, String last)
      throws IOException {
    var log = PostgresBackupFiles.LOG;
    try (var directory = tree.open(log)) {
      for (var name : directory.names()) {
        if (PostgresBackupFiles.isLogBetween(name.toString(), first, last)) {
          Trees.copyFile(directory, name, copy.resolve(log).resolve(name), user);
        }
      }
    }
  }

  private List<String> stop() throws IOException {
    try {
      return ask(session, PostgresReplicationSql.stopBackup(primary.version())).getFirst();
    } catch (SQLException e) {
      throw PostgresEngine.unanswering(primary, e);
    }
  }

  /** Who is read from is written to meanwhile: what is read twice was whole. */
  private static ByteBuffer control(OpenDirectory tree) throws IOException {
    var one = read(tree);
    for (var next = read(tree); !Arrays.equals(one, next); next = read(tree)) {
      one = next;
    }
    return ByteBuffer.wrap(one);
  }

  private static byte[] read(OpenDirectory tree) throws IOException {
    var path = PostgresBackupFiles.CONTROL;
    try (var directory = tree.open(path.getName(0));
        var in = directory.read(path.getName(1))) {
      var bytes = ByteBuffer.allocate((int) Math.min(LONGEST_CONTROL, in.size()));
      int read = 0;
      while (bytes.hasRemaining() && read >= 0) {
        read = in.read(bytes);
      }
      return Arrays.copyOf(bytes.array(), bytes.position());
    }
  }

  /** Its server's own: it renames and removes these. */
  private void put(Path file, ByteBuffer bytes) throws IOException {
    try (var out =
        Files.newByteChannel(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(
                PosixFilePermissions.fromString(StateFile.PRIVATE)))) {
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
    }
    Trees.give(file, user);
  }
}
