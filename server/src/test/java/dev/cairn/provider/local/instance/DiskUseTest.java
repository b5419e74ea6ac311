package dev.cairn.provider.local.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.Bytes;
import dev.cairn.process.Command;
import dev.cairn.process.Processes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskUseTest {
  private static final Bytes TEN_GIB = Bytes.ofGib(10);
  private static final long FREE = Bytes.ofGib(100).value();
  private static final long MIB = Bytes.ofMib(1).value();

  @TempDir Path directory;

  private static boolean isFresh(Bytes used, Duration age, long freeNow) {
    return DiskUse.isFresh(new DiskUse.Measured(used, 0, FREE), age.toNanos(), freeNow, TEN_GIB);
  }

  @Test
  void farFromItsLimitAQuietDiskIsMeasuredNowAndThen() {
    var used = Bytes.ofMib(40);
    assertThat(isFresh(used, Duration.ofSeconds(29), FREE)).isTrue();
    assertThat(isFresh(used, Duration.ofMinutes(4), FREE + 7 * MIB)).isTrue();
    assertThat(isFresh(used, Duration.ofMinutes(6), FREE)).isFalse();
  }

  @Test
  void aDiskThatIsWrittenToOrClearedIsMeasuredEachHalfMinute() {
    var used = Bytes.ofMib(40);
    assertThat(isFresh(used, Duration.ofSeconds(31), FREE - 9 * MIB)).isFalse();
    assertThat(isFresh(used, Duration.ofSeconds(31), FREE + 9 * MIB)).isFalse();
    assertThat(isFresh(used, Duration.ofSeconds(29), FREE - 9 * MIB)).isTrue();
  }

  @Test
  void nearItsLimitItIsMeasuredBeforeTheFastestDiskCouldFillIt() {
    var nearly = new Bytes(TEN_GIB.value() - 512 * MIB);
    assertThat(isFresh(nearly, Duration.ofMillis(1900), FREE)).isTrue();
    assertThat(isFresh(nearly, Duration.ofMillis(2100), FREE)).isFalse();
    assertThat(isFresh(TEN_GIB, Duration.ZERO, FREE)).isFalse();
  }

  @Test
  void longLogIsCutAndIsNoneOfItsData() throws Exception {
    var files = new InstanceFiles(directory);
    Files.createDirectories(files.data());
    Files.writeString(files.data().resolve("some"), "data");
    var line = "x".repeat(1023) + "\n";
    Files.writeString(files.log(), line.repeat(40 * 1024));
    assertThat(new DiskUse(new Processes()).of(files, Bytes.ofGib(1))).isEqualTo(new Bytes(4));
    var taken = new Processes().run(Command.of("du", "-k", files.log().toString())).lastLine();
    assertThat(Integer.parseInt(taken.split("\t", 2)[0])).isLessThan(17 * 1024);
    assertThat(Files.readString(files.log())).endsWith(line);
  }
}
