package dev.cairn.provider.local.mysql;

import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.ReadyWait;
import dev.cairn.core.Sentence;
import dev.cairn.engine.mysql.MySqlReplication;
import dev.cairn.provider.local.files.Trees;
import dev.cairn.provider.local.instance.InstanceFiles;
import dev.cairn.provider.local.instance.InstanceRecord;
import dev.cairn.provider.local.instance.Replicating;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a server of no worth take the data of a primary that goes on taking writes, by MySQL's own
 * clone: pages first, then what changed meanwhile. It ends itself then; its next start completes
 * the copy.
 */
final class MySqlCopy {
  private static final Logger LOG = LoggerFactory.getLogger(MySqlCopy.class);
  private static final Duration BETWEEN_WORDS = Duration.ofSeconds(1);

  /** What a large buffer pool takes to reach the disk. */
  private static final Duration END = Duration.ofMinutes(5);

  private final MySqlServer server;
  private final MySqlSessions sessions;
  private final MySqlFirst first;

  MySqlCopy(MySqlServer server, MySqlSessions sessions, MySqlFirst first) {
    this.server = server;
    this.sessions = sessions;
    this.first = first;
  }

  /**
   * What a clone would leave empty without a word, and what follows would miss.
   *
   * @throws dev.cairn.core.ProblemException {@code tables-not-innodb}, {@code
   *     database-not-answering}
   */
  void requireComplete(InstanceRecord primary) {
    var others = sessions.require(primary, it -> it.names(MySqlReplication.notCloned()));
    if (!others.isEmpty()) {
      throw Problem.conflict(
              "tables-not-innodb",
              primary.id()
                  + " cannot be copied: MySQL copies tables of InnoDB only, and these are of"
                  + " another engine: "
                  + String.join(", ", others)
                  + ".",
              "Change each with ALTER TABLE … ENGINE = InnoDB, and retry.")
          .toException();
    }
  }

  /** Into a server that is configured and does not run. It does not when this returns. */
  void take(
      InstanceFiles files,
      InstanceRecord instance,
      InstanceRecord primary,
      Path programs,
      Consumer<String> progress) {
    first.writeForCopy(files, instance);
    try {
      server.start(files, instance, programs, Optional.of(MySqlFirst.file(files)));
      clone(files, instance, primary, progress);
    } finally {
      server.stop(files);
      MySqlFirst.delete(files);
    }
    LOG.info("{} has the data of {}", instance.id(), primary.id());
  }

  private void clone(
      InstanceFiles files,
      InstanceRecord instance,
      InstanceRecord primary,
      Consumer<String> progress) {
    long before = Trees.size(files.data()).value();
    var whole = Trees.size(files.of(primary.id()).data());
    try (var beside = Executors.newVirtualThreadPerTaskExecutor()) {
      var done = new CountDownLatch(1);
      var _ = beside.submit(() -> tell(files, before, whole, done, progress));
      try (var session = sessions.openPatiently(instance)) {
        session.run(
            MySqlReplication.clone(
                primary.port(), sessions.authority(), sessions.replicationPassword(primary)));
      } catch (SQLException e) {
        if (e.getErrorCode() != MySqlReplication.CLONED) {
          throw failed(primary, e);
        }
      } finally {
        done.countDown();
      }
    }
    ReadyWait.upTo(END)
        .every(Duration.ofMillis(20))
        .until("the copy to be closed", () -> server.find(files).isEmpty());
  }

  /** Files that are there already stay until the new ones are whole. */
  private static boolean tell(
      InstanceFiles files, long before, Bytes whole, CountDownLatch done, Consumer<String> progress)
      throws InterruptedException {
    while (!done.await(BETWEEN_WORDS.toMillis(), TimeUnit.MILLISECONDS)) {
      long copied = Trees.size(files.data()).value() - before;
      progress.accept(Replicating.copied(copied, whole));
    }
    return true;
  }

  private static ProblemException failed(InstanceRecord primary, SQLException e) {
    return Problem.unavailable(
            "database-not-answering",
            "The data of "
                + primary.id()
                + " could not be copied: "
                + Sentence.ended(MySqlSessions.reason(e)),
            "Cairn tries again by itself; its log says more.")
        .toException(e);
  }
}
