package dev.cairn.provider.local.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.engine.InstanceType;
import dev.cairn.engine.Postgres;
import dev.cairn.process.ProcessIdentity;
import dev.cairn.process.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * In a directory that is laid out as the kernel lays out control groups. What the kernel does with
 * what is written is {@link KernelLimitsTest}'s, for the version that the machine has.
 */
class HardLimitsTest {
  private static final InstanceType SMALLEST = Postgres.INSTANCE.types().getFirst();

  @TempDir Path directory;
  private Path root = Path.of("");
  private Path own = Path.of("");

  @BeforeEach
  void lay() throws IOException {
    root = Files.createDirectory(directory.resolve("cgroup"));
    own = Files.writeString(directory.resolve("own"), "");
  }

  private HardLimits limits() {
    return new HardLimits(root, own);
  }

  /** A group of version 2, as whoever runs the test owns it. */
  private Path unified(Path group, String controllers, String processes) throws IOException {
    Files.createDirectories(group);
    Files.writeString(group.resolve("cgroup.controllers"), controllers + "\n");
    Files.writeString(group.resolve("cgroup.procs"), processes);
    Files.writeString(group.resolve("cgroup.subtree_control"), "");
    if (!group.equals(root)) {
      Files.writeString(group.resolve("cgroup.events"), "populated 1\n");
    }
    return group;
  }

  private static ProcessIdentity thisProcess() {
    return new Processes().find(ProcessHandle.current().pid()).orElseThrow();
  }

  @Test
  void unifiedHierarchyGetsOneGroup() throws Exception {
    unified(root, "cpuset cpu io memory pids", "1\n2\n");
    var group = root.resolve("cairn/notes");
    assertThat(limits().plan("notes", SMALLEST))
        .containsExactly(
            Map.entry(root.resolve("cgroup.subtree_control"), "+cpu +memory"),
            Map.entry(root.resolve("cairn/cgroup.subtree_control"), "+cpu +memory"),
            Map.entry(group.resolve("memory.max"), "1073741824"),
            Map.entry(group.resolve("cpu.max"), "200000 100000"));

    limits().apply("notes", SMALLEST, List.of(thisProcess()));
    assertThat(group.resolve("memory.max")).content().isEqualTo("1073741824");
    assertThat(group.resolve("cgroup.procs"))
        .content()
        .isEqualTo(String.valueOf(ProcessHandle.current().pid()));
    assertThat(root.resolve("cgroup.procs")).content().isEqualTo("1\n2\n");
    assertThat(new ControlGroups(root, own).ensure("notes"))
        .as("the one that all in it is ended by")
        .contains(group.resolve("cgroup.procs"));
    assertThat(group.resolve("memory.max")).content().isEqualTo("1073741824");
  }

  @Test
  void onlyControllersThatAreThereAreHandedOn() throws Exception {
    unified(root, "cpuset memory pids", "");
    assertThat(limits().plan("notes", SMALLEST))
        .containsExactly(
            Map.entry(root.resolve("cgroup.subtree_control"), "+memory"),
            Map.entry(root.resolve("cairn/cgroup.subtree_control"), "+memory"),
            Map.entry(root.resolve("cairn/notes/memory.max"), "1073741824"));
  }

  /** As systemd delegates to a user's manager: above it, nothing is the user's. */
  @Test
  void anOrdinaryUserTakesWhatIsDelegatedUppermost() throws Exception {
    unified(root, "cpu memory pids", "");
    Files.delete(root.resolve("cgroup.subtree_control"));
    var slice = unified(root.resolve("user.slice/user-7.slice"), "cpu memory pids", "");
    Files.delete(slice.resolve("cgroup.subtree_control"));
    var manager = unified(slice.resolve("user@7.service"), "cpu memory pids", "");
    unified(manager.resolve("app.slice"), "memory pids", "");
    unified(manager.resolve("app.slice/cairn.scope"), "", "4711\n");
    Files.writeString(own, "0::/user.slice/user-7.slice/user@7.service/app.slice/cairn.scope\n");

    assertThat(limits().unavailable()).isEmpty();
    assertThat(limits().plan("notes", SMALLEST))
        .containsKey(manager.resolve("cairn/notes/memory.max"))
        .containsKey(manager.resolve("cairn/notes/cpu.max"));
  }

  @Test
  void aSessionThatNothingIsDelegatedToIsToldWhatToDo() throws Exception {
    unified(root, "cpu memory pids", "");
    Files.delete(root.resolve("cgroup.subtree_control"));
    var session = unified(root.resolve("user.slice/session-1.scope"), "memory", "1\n");
    Files.delete(session.resolve("cgroup.subtree_control"));
    Files.writeString(own, "0::/user.slice/session-1.scope\n");

    assertThat(limits().unavailable().orElseThrow()).contains("systemd-run --user --scope");
    limits().apply("notes", SMALLEST, List.of(thisProcess()));
    assertThat(root.resolve("cairn")).doesNotExist();
  }

  /** A group other than the root hands on no controllers while processes are in it. */
  @Test
  void processesOfADelegatedGroupMakeRoomFirst() throws Exception {
    unified(root, "cpu memory", "");
    Files.delete(root.resolve("cgroup.subtree_control"));
    var service = unified(root.resolve("cairn.service"), "cpu memory", "4711\n");
    Files.writeString(own, "0::/cairn.service\n");

    limits().apply("notes", SMALLEST, List.of(thisProcess()));
    assertThat(service.resolve("cairn-others/cgroup.procs")).content().isEqualTo("4711");
    assertThat(service.resolve("cairn/notes/memory.max")).content().isEqualTo("1073741824");
  }

  @Test
  void versionOneGetsAGroupInEachHierarchy() throws Exception {
    Files.createDirectories(root.resolve("memory"));
    Files.createFile(root.resolve("memory/cgroup.procs"));
    assertThat(limits().plan("notes", SMALLEST))
        .containsExactly(
            Map.entry(root.resolve("memory/cairn/notes/memory.limit_in_bytes"), "1073741824"));
  }

  @Test
  void withoutControlGroupsThereIsAReason() {
    assertThat(limits().unavailable()).isPresent();
  }
}
