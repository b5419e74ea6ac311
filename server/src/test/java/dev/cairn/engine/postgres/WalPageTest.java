package dev.cairn.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WalPageTest {
  private static final int SIZE = 8192;
  private static final long ADDRESS = 0x2A000000L;

  private static ByteBuffer page(int info, long address, int remaining) {
    return ByteBuffer.allocate(SIZE)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(0, (short) 0xD110)
        .putShort(2, (short) info)
        .putInt(4, 1)
        .putLong(8, address)
        .putInt(16, remaining)
        .putInt(32, 16 << 20)
        .putInt(36, SIZE);
  }

  private static Optional<Long> end(ByteBuffer bytes) {
    return WalPage.of(bytes, ADDRESS).orElseThrow().end(bytes);
  }

  @Test
  void pageOfAnotherAddressOrNeverWrittenIsNone() {
    assertThat(WalPage.of(page(2, ADDRESS, 0), ADDRESS + SIZE)).isEmpty();
    assertThat(WalPage.of(ByteBuffer.allocate(SIZE), 0)).isEmpty();
    assertThat(WalPage.of(page(2, ADDRESS, 0).limit(39), ADDRESS)).isEmpty();
    assertThat(WalPage.of(page(2, ADDRESS, 0), ADDRESS)).isPresent();
  }

  @Test
  void endIsThatOfTheLastByteThatIsWritten() {
    assertThat(end(page(2, ADDRESS, 0))).isEmpty();
    assertThat(end(page(0, ADDRESS, 0).putLong(32, 0))).isEmpty();
    assertThat(end(page(2, ADDRESS, 0).put(40, (byte) 1))).contains(ADDRESS + 48);
    assertThat(end(page(2, ADDRESS, 0).put(47, (byte) 1))).contains(ADDRESS + 48);
    assertThat(end(page(2, ADDRESS, 0).put(48, (byte) 1))).contains(ADDRESS + 56);
    assertThat(end(page(2, ADDRESS, 0).put(SIZE - 1, (byte) 1))).contains(ADDRESS + SIZE);
  }

  @Test
  void zerosOfARecordThatGoesOnAreWritten() {
    var zeros = page(1, ADDRESS, 100).putLong(32, 0);
    assertThat(end(zeros)).contains(ADDRESS + 128);
    assertThat(end(page(1, ADDRESS, -1).putLong(32, 0))).contains(ADDRESS + SIZE);
  }

  @Test
  void firstPageSaysHowLargeFileAndPagesAre() {
    assertThat(WalPage.segment(page(2, ADDRESS, 0))).contains(new WalPage.Segment(16 << 20, SIZE));
    assertThat(WalPage.segment(page(0, ADDRESS, 0))).isEmpty();
    assertThat(WalPage.segment(page(2, ADDRESS, 0).putInt(32, 3 << 20))).isEmpty();
    assertThat(WalPage.segment(page(2, ADDRESS, 0).putInt(36, Integer.MIN_VALUE))).isEmpty();
    assertThat(WalPage.segment(page(2, ADDRESS, 0).putInt(36, 0))).isEmpty();
    assertThat(WalPage.segment(ByteBuffer.allocate(SIZE))).isEmpty();
  }

  @Test
  void controlSaysWhoseDataTheyAreAndWhetherTheyWereLeftInOrder() {
    var control = ByteBuffer.allocate(PostgresControl.LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(PostgresControl.of(control.putLong(0, 77).putInt(16, 1)))
        .contains(new PostgresControl(77, true));
    assertThat(PostgresControl.of(control.putInt(16, 6))).contains(new PostgresControl(77, false));
    assertThat(PostgresControl.of(control.limit(39))).isEmpty();
  }

  @Test
  void segmentsAreInTheOrderInWhichTheyWereWritten() {
    var segment = WalSegment.of("00000002000000010000002A").orElseThrow();
    assertThat(segment.address(16 << 20)).isEqualTo(0x12A000000L);
    assertThat(segment.name()).isEqualTo("00000002000000010000002A");
    assertThat(segment)
        .isGreaterThan(WalSegment.of("0000000100000002000000FF").orElseThrow())
        .isGreaterThan(WalSegment.of("0000000200000000000000FF").orElseThrow())
        .isLessThan(WalSegment.of("00000002000000010000002B").orElseThrow());
    assertThat(WalSegment.of("00000002.history")).isEmpty();
    assertThat(WalSegment.of("00000002000000010000002A.partial")).isEmpty();
  }

  @Test
  void historySaysWhereATimelineWasLeft() {
    var history =
        TimelineHistory.of(
            "1\t0/40015F8\tno recovery target specified\n\n# 3 0/1 said\n2\t1A/FF\n3 nonsense\n");
    assertThat(history.left(1)).contains(0x40015F8L);
    assertThat(history.left(2)).contains(0x1A000000FFL);
    assertThat(history.left(3)).isEmpty();
    assertThat(TimelineHistory.file(10)).isEqualTo("0000000A.history");
  }
}
