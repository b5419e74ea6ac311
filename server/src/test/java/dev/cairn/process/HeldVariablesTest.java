package dev.cairn.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With bash as the shell of that name, which takes more from its environment than others. */
class HeldVariablesTest {
  private final Processes processes = new Processes();
  private final Map<String, String> steering = new LinkedHashMap<>();
  @TempDir Path directory;

  @BeforeEach
  void prepare() throws Exception {
    var trap = directory.resolve("trap");
    Files.writeString(trap, "touch " + directory.resolve("ran"));
    steering.putAll(
        Map.of(
            "PATH",
            directory + ":/usr/bin:/bin",
            "BASH_ENV",
            trap.toString(),
            "ENV",
            trap.toString(),
            "IFS",
            "/",
            "PS4",
            "$(. " + trap + ")",
            "LD_PRELOAD",
            "",
            "LANGUAGE",
            "../../tmp"));
    steering.putAll(Map.of("SHELLOPTS", "noclobber:xtrace", "UID", "7", "A", "b \"$(id)\" \\"));
  }

  private Outcome bash(List<String> argv, Map<String, String> environment) {
    var env = new ArrayList<>(List.of("/usr/bin/env", "-i"));
    environment.forEach((name, value) -> env.add(name + "=" + value));
    env.addAll(List.of("bash", "--posix"));
    env.addAll(argv.subList(1, argv.size()));
    return processes.run(Command.of(env));
  }

  @Test
  void beforeItIsItsUserNothingIsSeenButWhatIsCairnsOwn() {
    steering.putAll(Map.of("HOME", "/home", Launch.MARK, "one", "LANG", "x", "%", "dropped"));
    steering.put("BASH_FUNC_id%%", "() { :; }");
    assertThat(HeldVariables.of(steering).outer().keySet())
        .filteredOn(name -> !name.startsWith("CAIRN_HELD"))
        .containsExactlyInAnyOrder("PATH", "LANG", "HOME", Launch.MARK);
    assertThat(HeldVariables.of(steering).outer())
        .containsEntry("PATH", Programs.path())
        .containsEntry("LANG", "C.UTF-8");
  }

  @Test
  void itsUserGetsAllOfItBack() {
    assumeTrue(processes.run(Command.of("bash", "-c", ":")).succeeded(), "there is no bash");
    var held = HeldVariables.of(steering);
    var said = bash(held.released(List.of("env")), held.outer());
    assertThat(said.output().lines())
        .containsAll(steering.entrySet().stream().map(Object::toString).toList())
        .noneMatch(line -> line.contains("HELD"));
    assertThat(directory.resolve("ran")).doesNotExist();
  }

  @Test
  void goesIntoItsGroupWhateverTheShellIsToldOfFilesThatAreThere() throws Exception {
    assumeTrue(processes.run(Command.of("bash", "-c", ":")).succeeded(), "there is no bash");
    var list = Files.writeString(directory.resolve("cgroup.procs"), "as it was");
    var join =
        List.of("sh", "-c", Spawning.JOIN + Spawning.BECOME, list.toString(), "echo", "started");
    assertThat(bash(join, Map.of("SHELLOPTS", "noclobber")).output()).isEqualTo("started\n");
    assertThat(list).content().isEqualTo("0\n");
  }

  @Test
  void whatCannotEnterItsGroupIsNotStartedByRoot() {
    assumeTrue(Processes.isRoot(), "for others a group is no wall");
    var gone = directory.resolve("gone/cgroup.procs");
    var join =
        List.of("sh", "-c", Spawning.JOIN + Spawning.BECOME, gone.toString(), "echo", "started");
    var outcome = processes.run(Command.of(join));
    assertThat(outcome.succeeded()).isFalse();
    assertThat(outcome.output()).contains(gone.toString()).doesNotContain("\nstarted");
  }
}
