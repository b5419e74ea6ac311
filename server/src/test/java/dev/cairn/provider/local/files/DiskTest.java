package dev.cairn.provider.local.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.core.ReadyWait;
import dev.cairn.process.Processes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskTest {
  private static final Path IN_MEMORY = Path.of("/dev/shm");

  @Test
  void everyFileSystemIsBroughtToDiskByItself(@TempDir Path home) throws Exception {
    var turns = new SharedTurns<String>();
    var home1 = new AtomicInteger();
    var mounted = new AtomicInteger();
    var began = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      var all = new ArrayList<Future<?>>();
      all.add(
          callers.submit(
              () ->
                  turns.share(
                      "home",
                      () -> {
                        home1.incrementAndGet();
                        began.countDown();
                        await(goOn);
                      })));
      began.await();
      // Of another file system: it waits for nobody, and what runs is not its own.
      callers.submit(() -> turns.share("mounted", mounted::incrementAndGet)).get();
      assertThat(mounted).hasValue(1);

      var later = new ArrayList<Thread>();
      for (int i = 0; i < 3; i++) {
        later.add(Thread.ofVirtual().start(() -> turns.share("home", home1::incrementAndGet)));
      }
      ReadyWait.upTo(Duration.ofSeconds(10))
          .until(
              "all in line",
              () -> later.stream().allMatch(it -> it.getState() == Thread.State.WAITING));
      goOn.countDown();
      for (var it : later) {
        it.join();
      }
      for (var it : all) {
        it.get();
      }
    }
    assertThat(home1).hasValue(2);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatIsMountedIsAnotherFileSystem(@TempDir Path home) throws Exception {
    assertThat(Disk.fileSystem(home)).isEqualTo(Disk.fileSystem(home.resolve("..")));
    assumeTrue(Files.isWritable(IN_MEMORY), "there is no second file system");
    var there = Files.createTempDirectory(IN_MEMORY, "cairn-disk");
    try {
      assertThat(Disk.fileSystem(there)).isNotEqualTo(Disk.fileSystem(home));
      var disk = new Disk(new Processes());
      disk.sync(home);
      disk.sync(there);
    } finally {
      Files.delete(there);
    }
  }
}
