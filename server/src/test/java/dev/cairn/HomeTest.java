package dev.cairn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.core.OpenFiles;
import dev.cairn.core.Problem;
import dev.cairn.process.Command;
import dev.cairn.process.Processes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {
  @TempDir private Path directory;
  private final Processes processes = new Processes();

  @Test
  void aFullDiskIsKnownByWhatIsLeftOfIt() throws Exception {
    try (var home = Home.open(directory.resolve("roomy"))) {
      assertThat(home.noRoom()).isEmpty();
    }
    var small = Files.createDirectory(directory.resolve("small"));
    assumeTrue(
        runs("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", small.toString()),
        "nobody may mount here");
    try (var home = Home.open(small.resolve("home"))) {
      assertThat(home.noRoom()).map(Problem::code).contains("disk-full");
      assertThat(home.noRoom().orElseThrow().message()).contains(small.toString(), "KiB");
    } finally {
      assertThat(runs("umount", small.toString())).isTrue();
    }
  }

  @Test
  void whatACairnBeforeLeftOpenIsClosed() throws Exception {
    var left =
        List.of(
            "databases/notes-dev-postgres/instance.json",
            "databases/notes-dev-redis/logins.json",
            "databases/cairn-state/process.json",
            "applications/notes-dev-r1/port",
            "applications/notes-dev-r1/process.json");
    for (var name : left) {
      var file = directory.resolve(name);
      Files.createDirectories(file.resolveSibling("."));
      Files.writeString(file, "20001\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }
    var certificate = directory.resolve("databases/notes-dev-postgres/server.crt");
    Files.writeString(certificate, "for all");
    Files.setPosixFilePermissions(certificate, PosixFilePermissions.fromString("rw-r--r--"));

    Home.open(directory).close();

    assertThat(OpenFiles.naming(20_001, directory)).isEmpty();
    assertThat(directory.resolve(left.getFirst())).content().isEqualTo("20001\n");
    assertThat(Files.getPosixFilePermissions(certificate))
        .contains(PosixFilePermission.OTHERS_READ);
    assertThat(directory.resolve("databases/notes-dev-redis/instance.json")).doesNotExist();
  }

  private boolean runs(String... argv) {
    return processes.run(Command.of(List.of(argv))).succeeded();
  }
}
