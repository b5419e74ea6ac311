package dev.cairn.provider.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.engine.postgres.PostgresPosition;
import dev.cairn.engine.postgres.TimelineHistory;
import dev.cairn.provider.local.instance.InstanceFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as PostgreSQL writes them, and as somebody who wants to mislead does. */
class WalFilesTest {
  private static final int SEGMENT = 1 << 20;
  private static final int PAGE = 8192;
  private static final long SYSTEM = 4711;

  @TempDir Path directory;

  private InstanceFiles files() {
    return new InstanceFiles(directory);
  }

  private Path log() {
    return directory.resolve("data/pg_wal");
  }

  @BeforeEach
  void makeData() throws IOException {
    Files.createDirectories(log());
    var global = Files.createDirectories(directory.resolve("data/global"));
    var control = ByteBuffer.allocate(8192).order(ByteOrder.LITTLE_ENDIAN).putLong(0, SYSTEM);
    Files.write(global.resolve("pg_control"), control.array());
  }

  /** With pages that hold something up to there, and only headers from there on. */
  private void segment(String name, long address, int until, int pages) throws IOException {
    try (var out =
        FileChannel.open(
            log().resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      out.write(ByteBuffer.allocate(1), SEGMENT - 1);
      for (int at = 0; at < pages * PAGE; at += PAGE) {
        var page = ByteBuffer.allocate(PAGE).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 40; i < PAGE && at + i < until; i++) {
          page.put(i, (byte) 7);
        }
        page.putShort(0, (short) 0xD110).putShort(2, (short) (at == 0 ? 2 : 0));
        page.putLong(8, address + at);
        if (at == 0) {
          page.putInt(32, SEGMENT).putInt(36, PAGE);
        }
        out.write(page, at);
      }
    }
  }

  private static PostgresPosition position(long timeline, long end, long reserved) {
    return new PostgresPosition(SYSTEM, timeline, TimelineHistory.FIRST, end, reserved);
  }

  @Test
  void logGoesToTheLastBytesOfTheNewestFileThatWasWritten() throws Exception {
    segment("000000010000000000000001", SEGMENT, SEGMENT, SEGMENT / PAGE);
    segment("000000010000000000000002", 2 * SEGMENT, PAGE + 104, 2);
    // For later use: one that was written before, and an empty one.
    segment("000000010000000000000003", SEGMENT / 2, SEGMENT, SEGMENT / PAGE);
    Files.write(log().resolve("000000010000000000000004"), new byte[SEGMENT]);
    assertThat(WalFiles.find(files())).contains(position(1, 2 * SEGMENT + PAGE + 104, 3 * SEGMENT));
  }

  @Test
  void restOfAFileThatWasLeftEarlyHoldsNothing() throws Exception {
    segment("000000010000000000000001", SEGMENT, PAGE + 104, SEGMENT / PAGE);
    assertThat(WalFiles.find(files())).contains(position(1, SEGMENT + PAGE + 104, 2 * SEGMENT));
  }

  @Test
  void newestTimelineCounts() throws Exception {
    segment("000000010000000000000002", 2 * SEGMENT, 104, 1);
    segment("000000020000000000000001", SEGMENT, 104, 1);
    Files.writeString(log().resolve("00000002.history"), "1\t0/100040\tno recovery target\n");
    var left = new TimelineHistory(new TreeMap<>(Map.of(1L, 0x100040L)));
    assertThat(WalFiles.find(files()))
        .contains(new PostgresPosition(SYSTEM, 2, left, SEGMENT + 104, 2 * SEGMENT));
  }

  @Test
  void linksPipesAndNonsenseLeadNowhere() throws Exception {
    segment("000000010000000000000001", SEGMENT, 104, 1);
    var elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    Files.move(log().resolve("000000010000000000000001"), elsewhere.resolve("segment"));
    Files.createSymbolicLink(
        log().resolve("000000010000000000000001"), elsewhere.resolve("segment"));
    assertThat(new ProcessBuilder("mkfifo", log() + "/000000010000000000000002").start().waitFor())
        .isZero();
    Files.createDirectory(log().resolve("000000010000000000000003"));
    Files.writeString(log().resolve("000000010000000000000004"), "short");
    assertThat(WalFiles.find(files())).isEmpty();
    Files.move(elsewhere.resolve("segment"), log().resolve("000000010000000000000005"));
    assertThat(WalFiles.find(files())).isEmpty();
    Files.move(
        log().resolve("000000010000000000000005"), log().resolve("000000020000000000000001"));
    assertThat(WalFiles.find(files())).contains(position(2, SEGMENT + 104, 2 * SEGMENT));
    Files.move(log(), elsewhere.resolve("pg_wal"));
    Files.createSymbolicLink(log(), elsewhere.resolve("pg_wal"));
    assertThat(WalFiles.find(files())).isEmpty();
  }

  @Test
  void whereThereAreNoDataThereIsNoLog() throws Exception {
    assertThat(WalFiles.find(files())).isEmpty();
    Files.write(directory.resolve("data/global/pg_control"), new byte[3]);
    assertThat(WalFiles.control(files())).isEmpty();
    assertThat(WalFiles.find(new InstanceFiles(directory.resolve("nothing")))).isEmpty();
    assertThat(WalFiles.control(new InstanceFiles(directory.resolve("nothing")))).isEmpty();
  }
}
