package dev.cairn.provider.local.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.core.ReadyWait;
import dev.cairn.core.StageRef;
import dev.cairn.process.Accounts;
import dev.cairn.process.Command;
import dev.cairn.process.Processes;
import dev.cairn.provider.Progress;
import dev.cairn.provider.ReleaseInstance;
import dev.cairn.provider.ReleaseInstance.Source;
import dev.cairn.provider.local.source.Git;
import dev.cairn.provider.local.source.SourceTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom builds and processes of a stage run as; what root alone can do is left out elsewhere. */
class StageUsersTest {
  private static final StageRef DEV = StageRef.parse("notes/dev");
  private static final StageRef PROD = StageRef.parse("notes/prod");

  private final Processes processes = new Processes();
  private final Queue<Runnable> undo = new ConcurrentLinkedQueue<>();
  @TempDir Path directory;
  private ProcessApplications applications;

  @BeforeEach
  void prepare() throws Exception {
    Files.createDirectories(directory.resolve("source"));
    Files.writeString(directory.resolve("source/file"), "content");
    // As the home of Cairn is: to be passed through.
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    applications = in("one");
  }

  @AfterEach
  void removeAll() {
    undo.forEach(Runnable::run);
  }

  private ProcessApplications in(String home) {
    return new ProcessApplications(
        processes,
        new SourceTree(processes),
        new Git(processes),
        applicationsOf(home),
        System.getenv());
  }

  private Path applicationsOf(String home) {
    return directory.resolve(home).resolve("applications");
  }

  private static String release(StageRef stage, String number) {
    return stage.toString().replace('/', '-') + "-r" + number;
  }

  private ReleaseInstance instance(
      StageRef stage, String number, Optional<String> builtAs, Optional<String> build) {
    return new ReleaseInstance(
        release(stage, number),
        stage,
        new Source.Directory(directory.resolve("source")),
        builtAs,
        ReleaseInstance.Build.by(build),
        ReleaseInstance.Pull.MISSING,
        Optional.of("exec sleep 60"),
        ReleaseInstance.Limits.NONE,
        8080,
        Map.of(),
        List.of());
  }

  @Test
  void fileThatHasAnotherNameElsewhereIsNotGivenAwayThere() throws Exception {
    assumeTrue(Processes.isRoot());
    var tree = Files.createDirectory(directory.resolve("tree"));
    var elsewhere = directory.resolve("source/file");
    Files.createLink(tree.resolve("shared"), elsewhere);
    Files.createSymbolicLink(tree.resolve("link"), elsewhere);
    new OwnedTrees(processes).giveAway(tree, Optional.of("daemon"));
    assertThat(Files.getOwner(elsewhere)).hasToString("root");
    assertThat(Files.getOwner(tree.resolve("shared"))).hasToString("daemon");
    assertThat(tree.resolve("shared")).hasContent("content");
  }

  private Progress build(ProcessApplications with, ReleaseInstance release) {
    return build(with, release, directory.resolve("build.log"));
  }

  private Progress build(ProcessApplications with, ReleaseInstance release, Path log) {
    undo.add(
        () -> {
          with.remove(release.id());
          assertThat(with.removeStage(release.stage())).isEqualTo(Progress.ready());
        });
    return with.build(release, log, line -> {}, () -> false);
  }

  /** What a command of a stage prints, run as its build. */
  private String ask(ProcessApplications with, StageRef stage, String command) throws Exception {
    var log = Files.createTempFile(directory, "asked", ".log");
    var release = instance(stage, "1", Optional.empty(), Optional.of(command));
    assertThat(build(with, release, log)).isEqualTo(Progress.ready());
    with.remove(release.id());
    return Files.readString(log).strip();
  }

  @Test
  void theHomeOfABuildIsTheStagesOwnAndItMayWriteThere() throws Exception {
    var said = ask(applications, DEV, "echo mine > \"$HOME/file\"; stat -c %a \"$HOME\"; pwd");
    var home = applicationsOf("one").resolve("home/notes.dev");
    assertThat(said).startsWith("700\n").endsWith("/src");
    assertThat(home.resolve("file")).hasContent("mine");
    assertThat(ask(applications, DEV, "cat \"$HOME/file\"")).as("the next build").isEqualTo("mine");
  }

  @Test
  void thePasswordFileNamesTheSameHome() throws Exception {
    assumeTrue(Processes.isRoot(), "users are made as root");
    var said =
        ask(
            applications,
            DEV,
            "id -un; echo \"$HOME\"; getent passwd \"$(id -u)\" | cut -d: -f5,6; stat -c %U . \"$HOME\"");
    var lines = said.lines().toList();
    assertThat(lines.getFirst()).matches("cairn-[0-9a-f]{10}");
    assertThat(lines.get(2))
        .contains("notes/dev", directory.toString())
        .endsWith(":" + lines.get(1));
    assertThat(lines.subList(3, 5)).containsOnly(lines.getFirst());
  }

  @Test
  void stagesAndInstallationsHaveEachTheirOwnUser() throws Exception {
    assumeTrue(Processes.isRoot(), "users are made as root");
    var other = in("other");
    assertThat(
            Set.of(
                ask(applications, DEV, "id -un"),
                ask(applications, PROD, "id -un"),
                ask(other, DEV, "id -un")))
        .as("Set.of would refuse two that are the same")
        .hasSize(3);
    var secret = applicationsOf("one").resolve("home/notes.dev");
    assertThat(ask(applications, PROD, "ls " + secret + " 2>/dev/null || echo refused"))
        .isEqualTo("refused");
  }

  @Test
  void codeOfAStageIsNotOpenToAnother() throws Exception {
    assumeTrue(Processes.isRoot(), "users are made as root");
    var release = instance(DEV, "2", Optional.empty(), Optional.of("echo secret >.env"));
    assertThat(build(applications, release)).isEqualTo(Progress.ready());
    var code = applicationsOf("one").resolve(release.id()).resolve("src");
    assertThat(Files.isRegularFile(code.resolve(".env"))).isTrue();
    assertThat(ask(applications, PROD, "cat " + code + "/.env 2>/dev/null || echo refused"))
        .isEqualTo("refused");
  }

  @Test
  void usersOfManyStagesAreMadeAtOnce() throws Exception {
    assumeTrue(Processes.isRoot(), "users are made as root");
    try (var all = Executors.newVirtualThreadPerTaskExecutor()) {
      var builds =
          Stream.of("a", "b", "c", "d")
              .map(it -> StageRef.parse("many/" + it))
              .map(it -> instance(it, "1", Optional.empty(), Optional.of("test -w \"$HOME\"")))
              .map(it -> all.submit(() -> build(in("of-" + it.stage().stage()), it)))
              .toList();
      for (var one : builds) {
        assertThat(one.get()).isEqualTo(Progress.ready());
      }
    }
  }

  @Test
  void withTheStageGoItsUserItsHomeAndAllThatRunsAsIt() throws Exception {
    assumeTrue(Processes.isRoot(), "users are made as root");
    var hidden = "setsid env -i sleep 300 >/dev/null 2>&1 & id -un; echo $!";
    var log = Files.createFile(directory.resolve("hidden.log"));
    // With its release it would end.
    var release = instance(DEV, "1", Optional.empty(), Optional.of(hidden));
    assertThat(build(applications, release, log)).isEqualTo(Progress.ready());
    var said = Files.readAllLines(log);
    ReadyWait.upTo(Duration.ofSeconds(5))
        .until("the hidden process", () -> processes.find(Long.parseLong(said.get(1))).isPresent());

    assertThat(applications.removeStage(DEV)).isEqualTo(Progress.ready());

    assertThat(processes.find(Long.parseLong(said.get(1)))).isEmpty();
    assertThat(Accounts.find(said.getFirst())).isEmpty();
    assertThat(applicationsOf("one").resolve("home")).isEmptyDirectory();
    assertThat(applications.removeStage(DEV)).as("again").isEqualTo(Progress.ready());
  }

  /** Names are short: another stage's could be made to meet it. */
  @Test
  void userOfAnotherHomeIsNeitherTakenNorRemoved() throws Exception {
    assumeTrue(Processes.isRoot(), "users are made as root");
    var name = ask(applications, DEV, "id -un");
    var home = Accounts.find(name).orElseThrow().home();
    processes.run(Command.of("usermod", "--home", "/elsewhere", name));
    var release = instance(DEV, "2", Optional.empty(), Optional.of("true"));
    assertThat(build(applications, release).toString()).contains("user-name-taken");
    applications.removeStage(DEV);
    assertThat(Accounts.find(name)).isPresent();
    processes.run(Command.of("usermod", "--home", home.toString(), name));
  }

  @Test
  void allUsersOfAnInstallationGoAndNoOthers() throws Exception {
    assumeTrue(Processes.isRoot(), "users are made as root");
    var mine = List.of(ask(applications, DEV, "id -un"), ask(applications, PROD, "id -un"));
    var others = ask(in("other"), DEV, "id -un");
    applications.forgetAll();
    assertThat(mine).allMatch(it -> Accounts.find(it).isEmpty());
    assertThat(Accounts.find(others)).isPresent();
  }

  /** As a Cairn before left it, whose applications shared one user; here that is nobody. */
  @Test
  void whatBelongedToAnotherUserBecomesTheStagesWhenItIsStarted() throws Exception {
    assumeTrue(Processes.isRoot(), "users are made as root");
    var release =
        instance(
            DEV, "1", Optional.empty(), Optional.of("umask 077; echo kept | tee kept >~/kept"));
    assertThat(build(applications, release)).isEqualTo(Progress.ready());
    var source = applicationsOf("one").resolve(release.id() + "/src");
    var home = applicationsOf("one").resolve("home/notes.dev");
    var chown = Command.of("chown", "-R", "nobody", source.toString(), home.toString());
    assertThat(processes.run(chown).succeeded()).isTrue();

    assertThat(applications.start(release)).isEqualTo(Progress.ready());

    for (var kept : List.of(source.resolve("kept"), home.resolve("kept"))) {
      assertThat(kept).hasContent("kept");
      assertThat(Files.getOwner(kept).getName()).matches("cairn-[0-9a-f]{10}");
    }
    assertThat(source.resolveSibling("src.before")).doesNotExist();
  }

  /** A file of root's in the tree stands for one that a link leads to. */
  @Test
  void whatTheOtherUserMayNotReadIsNotTakenOverForTheStage() throws Exception {
    assumeTrue(Processes.isRoot(), "as an ordinary user there is nothing that it may not read");
    var release = instance(DEV, "1", Optional.empty(), Optional.empty());
    assertThat(build(applications, release)).isEqualTo(Progress.ready());
    var source = applicationsOf("one").resolve(release.id() + "/src");
    assertThat(processes.run(Command.of("chown", "-R", "nobody", source.toString())).succeeded())
        .isTrue();
    Files.createFile(
        source.resolve("secret"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));

    assertThat(applications.start(release))
        .isInstanceOfSatisfying(
            Progress.Failed.class, it -> assertThat(it.problem().code()).isEqualTo("copy-failed"));

    Files.delete(source.resolve("secret"));
    assertThat(applications.start(release)).isEqualTo(Progress.ready());
    assertThat(source.resolve("file")).hasContent("content");
  }

  @Test
  void whatRunsInAnotherUsersCodeKeepsItUntilItEnds() throws Exception {
    assumeTrue(Processes.isRoot(), "users are made as root");
    var first = instance(DEV, "1", Optional.empty(), Optional.empty());
    assertThat(build(applications, first)).isEqualTo(Progress.ready());
    assertThat(applications.start(first)).isEqualTo(Progress.ready());
    var source = applicationsOf("one").resolve(first.id() + "/src");
    assertThat(processes.run(Command.of("chown", "-R", "nobody", source.toString())).succeeded())
        .isTrue();
    var next = instance(DEV, "2", Optional.of(first.id()), Optional.empty());
    assertThat(build(applications, next)).isEqualTo(Progress.ready());
    assertThat(applications.start(next)).isEqualTo(Progress.ready());

    assertThat(source.resolveSibling("src.before/file")).hasContent("content");
    applications.stop(first.id(), Duration.ZERO);
    applications.stop(next.id(), Duration.ZERO);
    assertThat(applications.start(next)).isEqualTo(Progress.ready());
    assertThat(source.resolveSibling("src.before")).doesNotExist();
  }

  @Test
  void whatABuildClosedToItselfIsRemovedAllTheSame() throws Exception {
    var said =
        ask(applications, DEV, "mkdir -p ~/go/mod; touch ~/go/mod/x; chmod -R a-w ~/go; echo made");
    assertThat(said).isEqualTo("made");
    assertThat(applications.removeStage(DEV)).isEqualTo(Progress.ready());
    assertThat(applicationsOf("one").resolve("home/notes.dev")).doesNotExist();
  }
}
