package dev.cairn.provider.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.engine.Postgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HardLimitsTest {
  @TempDir Path root;

  @Test
  void unifiedHierarchyGetsOneGroup() throws Exception {
    Files.createFile(root.resolve("cgroup.controllers"));
    var group = root.resolve("cairn/notes");
    assertThat(new HardLimits(root).plan("notes", Postgres.INSTANCE.types().getFirst()))
        .containsExactly(
            Map.entry(root.resolve("cgroup.subtree_control"), "+memory +cpu"),
            Map.entry(root.resolve("cairn/cgroup.subtree_control"), "+memory +cpu"),
            Map.entry(group.resolve("memory.max"), "1073741824"),
            Map.entry(group.resolve("cpu.max"), "200000 100000"));
  }

  @Test
  void versionOneGetsAGroupInEachHierarchy() throws Exception {
    Files.createDirectories(root.resolve("memory"));
    Files.createFile(root.resolve("memory/cgroup.procs"));
    assertThat(new HardLimits(root).plan("notes", Postgres.INSTANCE.types().getFirst()))
        .containsExactly(
            Map.entry(root.resolve("memory/cairn/notes/memory.limit_in_bytes"), "1073741824"));
  }

  @Test
  void withoutControlGroupsThereIsAReason() {
    assertThat(new HardLimits(root).unavailable()).isPresent();
  }
}
