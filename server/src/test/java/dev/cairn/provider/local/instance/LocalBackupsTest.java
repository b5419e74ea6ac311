package dev.cairn.provider.local.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.Bytes;
import dev.cairn.core.Sensitive;
import dev.cairn.engine.Postgres;
import dev.cairn.provider.Backup;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.Login;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalBackupsTest {
  @TempDir Path home;

  private void take(LocalBackups backups, String instance, String name) throws IOException {
    var files = InstanceFiles.of(home, instance);
    Files.createDirectories(files.data());
    Files.writeString(files.data().resolve("rows"), instance);
    var wanted =
        new DatabaseInstance(
            instance,
            Postgres.INSTANCE,
            "18",
            Postgres.INSTANCE.types().getFirst(),
            Bytes.ofGib(1),
            Optional.empty(),
            "notes",
            List.of(new Login("notes", Sensitive.of("n".repeat(40)))),
            false,
            Optional.empty());
    backups.take(files, InstanceRecord.of(wanted, 20_000), name);
  }

  @Test
  void damagedOneKeepsNobodyFromTheOthersAndIsLeftAsItIs() throws Exception {
    var backups = new LocalBackups(home, Clock.systemUTC());
    take(backups, "first", "kept");
    take(backups, "second", "hurt");
    Files.writeString(home.resolve("backups/hurt/backup.json"), "{");
    assertThat(backups.list()).extracting(Backup::name).containsExactly("kept");
    take(backups, "third", "new");
    assertThat(backups.list()).extracting(Backup::name).containsExactly("new", "kept");

    assertThatThrownBy(() -> backups.get("hurt"))
        .hasMessageContaining("backup-damaged")
        .hasMessageContaining("hurt/backup.json");
    assertThatThrownBy(() -> take(backups, "fourth", "hurt"))
        .hasMessageContaining("backup-damaged");
    assertThatThrownBy(() -> backups.remove("hurt")).hasMessageContaining("backup-damaged");
    assertThat(home.resolve("backups/hurt/data/rows")).content().isEqualTo("second");
  }
}
