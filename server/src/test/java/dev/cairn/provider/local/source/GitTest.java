package dev.cairn.provider.local.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.process.Command;
import dev.cairn.process.Processes;
import dev.cairn.provider.ReleaseInstance.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On real repositories of this machine. */
class GitTest {
  private static final String POINTER =
      """
      version https://git-lfs.github.com/spec/v1
      oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
      size 12345
      """;

  private final Processes processes = new Processes();
  private final Git git = new Git(processes);
  @TempDir Path directory;
  private Path checkout = Path.of("/");

  @BeforeEach
  void fill() throws IOException {
    checkout = Files.createDirectory(directory.resolve("checkout"));
    sh(
        "git init -q inner && cd inner && echo inner >deep && git add . && git commit -qm 1",
        "git init -q lib && cd lib && echo library >code && "
            + add("../inner", "nested")
            + " && git add . && git commit -qm 1",
        "git init -q app && cd app && echo app >main && git add . && git commit -qm 1");
  }

  /** As submodule add does it, whose check of the transport is not what is tested. */
  private static String add(String url, String path) {
    return "git -c protocol.file.allow=always submodule --quiet add "
        + url
        + " "
        + path
        + " 2>/dev/null || git -c protocol.file.allow=always submodule --quiet add $PWD/"
        + url
        + " "
        + path
        + " && git config -f .gitmodules submodule."
        + path
        + ".url "
        + url;
  }

  private void sh(String... scripts) {
    for (var script : scripts) {
      var outcome =
          processes.run(
              Command.of(
                      "sh",
                      "-c",
                      "export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a"
                          + " GIT_COMMITTER_EMAIL=a@b; "
                          + script)
                  .in(directory));
      assertThat(outcome.succeeded()).as(script + ": " + outcome.output()).isTrue();
    }
  }

  private void fetch() {
    git.checkout(
        new Source.Git(directory.resolve("app").toString(), "HEAD"),
        checkout,
        directory.resolve("log"),
        () -> false);
  }

  @Test
  void submodulesOfSubmodulesComeByRelativeAddresses() {
    sh("cd app && " + add("../lib", "lib") + " && git add . && git commit -qm 2");
    fetch();
    assertThat(checkout.resolve("lib/code")).content().isEqualTo("library\n");
    assertThat(checkout.resolve("lib/nested/deep")).content().isEqualTo("inner\n");
  }

  @Test
  void submoduleThatNamesThisMachineIsRefusedByName() {
    for (var address : new String[] {directory + "/lib", "file://" + directory + "/lib"}) {
      sh(
          "cd app && "
              + add("../lib", "lib")
              + " ; git config -f .gitmodules submodule.lib.url "
              + address
              + " && git add . && git commit -qm 2");
      assertThatThrownBy(this::fetch)
          .hasMessageContaining("submodule-refused")
          .hasMessageContaining(address);
      sh(
          "rm -rf checkout/* checkout/.git*",
          "cd app && git rm -qf lib && git commit -qm 3 && rm -rf .git/modules");
    }
  }

  @Test
  void submoduleThatNamesThisMachineIsRefusedHoweverGitReadsIt() throws IOException {
    sh("cd app && " + add("../lib", "lib") + " && git add . && git commit -qm 2");
    for (var entry : new String[] {"]\n URL = %s", "] url = %s"}) {
      var address = directory + "/lib";
      Files.writeString(
          directory.resolve("app/.gitmodules"),
          "[submodule \"lib\"]\n path = lib\n[submodule \"lib\"" + entry.formatted(address) + "\n");
      sh("cd app && git add . && git commit -qm 3", "rm -rf checkout && mkdir checkout");
      assertThatThrownBy(this::fetch).as(entry).hasMessageContaining(address);
      assertThat(checkout.resolve("lib/code")).doesNotExist();
    }
  }

  /** What is there is somebody else's repository, with settings of his. */
  @Test
  void submodulesLieInTheRepositoryOnly() {
    sh(
        "git clone -q lib other && cd other && git submodule --quiet init"
            + " && git config submodule.nested.update '!touch "
            + directory
            + "/ran; true'",
        "cd app && "
            + add("../lib", "lib")
            + " ; git config -f .gitmodules submodule.more.path "
            + directory
            + "/other && git config -f .gitmodules submodule.more.url ../lib"
            + " && git add . && git commit -qm 2");
    assertThatThrownBy(this::fetch).hasMessageContaining("submodule-refused");
    assertThat(directory.resolve("ran")).doesNotExist();
  }

  @Test
  void submoduleThatRunsAProgramIsRefused() {
    sh(
        "cd app && "
            + add("../lib", "lib")
            + " ; git config -f .gitmodules submodule.lib.url 'ext::touch "
            + directory
            + "/ran'"
            + " && git add . && git commit -qm 2");
    assertThatThrownBy(this::fetch).hasMessageContaining("submodule-refused");
    assertThat(directory.resolve("ran")).doesNotExist();
  }

  @Test
  void filesInGitLfsComeWithTheCheckout() throws IOException {
    assumeTrue(
        processes.run(Command.of("git", "lfs", "version")).succeeded(), "git-lfs is not installed");
    sh(
        "cd app && git lfs install --local >/dev/null && git lfs track '*.bin' >/dev/null"
            + " && head -c 5000 /dev/zero >large.bin && git add . && git commit -qm 2"
            + " && cp -r .git/lfs ../kept");
    fetch();
    assertThat(Files.size(checkout.resolve("large.bin"))).isEqualTo(5000);
  }

  @Test
  void fileThatGitLfsDoesNotHaveIsNamed() throws IOException {
    Files.writeString(directory.resolve("app/large.bin"), POINTER);
    sh(
        "cd app && echo '*.bin filter=lfs -text' >.gitattributes && git -c filter.lfs.process="
            + " -c filter.lfs.clean=cat -c filter.lfs.required=false add . && git commit -qm 2");
    assertThatThrownBy(this::fetch).hasMessageMatching("(?s).*(?:large.bin|LFS).*");
  }

  @Test
  void directoryWithoutItsSubmoduleOrItsLargeFilesIsRefused() throws IOException {
    var tree = new SourceTree(processes);
    sh(
        "cd app && " + add("../lib", "lib") + " && git add . && git commit -qm 2",
        "git clone -q app clone");
    assertThatThrownBy(
            () -> tree.copy(directory.resolve("clone"), checkout, SourceFiles.Recipient.CAIRN))
        .hasMessageContaining("submodule-missing")
        .hasMessageContaining("lib");
    sh("rm -rf clone && git clone -q inner clone && echo '*.bin filter=lfs' >clone/.gitattributes");
    Files.writeString(directory.resolve("clone/large.bin"), POINTER);
    assertThatThrownBy(
            () -> tree.copy(directory.resolve("clone"), checkout, SourceFiles.Recipient.CAIRN))
        .hasMessageContaining("git-lfs-missing")
        .hasMessageContaining("large.bin");
    sh("rm clone/large.bin");
    tree.copy(directory.resolve("clone"), checkout, SourceFiles.Recipient.CAIRN);
    assertThat(checkout.resolve("deep")).content().isEqualTo("inner\n");
  }

  /** What it borrows from elsewhere must be its owner's to read. */
  @Test
  void repositoryOfAnothersIsFetchedAsItsOwnerReadsIt() throws IOException {
    assumeTrue(Processes.isRoot(), "who is not root reads as himself");
    sh("chmod go+rx . && chmod -R go+rX app && chmod 700 lib && chown -R nobody app");
    var ref = branch();
    var source = new Source.Git(directory.resolve("app").toString(), ref);
    git.checkout(source, checkout, directory.resolve("log"), () -> false);
    assertThat(checkout.resolve("main")).hasContent("app");
    assertThat(Files.getOwner(checkout.resolve("main"))).hasToString("root");

    sh(
        "echo $PWD/lib/.git/objects >app/.git/objects/info/alternates",
        "cp lib/.git/refs/heads/" + ref + " app/.git/refs/heads/" + ref,
        "chown -R nobody app");
    var other = Files.createDirectory(directory.resolve("other"));
    assertThatThrownBy(() -> git.checkout(source, other, directory.resolve("log"), () -> false))
        .hasMessageContaining("git-");
    assertThat(other.resolve("code")).doesNotExist();
  }

  /** What a new repository's is called here. */
  private String branch() throws IOException {
    return Files.readString(directory.resolve("app/.git/HEAD"))
        .strip()
        .replace("ref: refs/heads/", "");
  }
}
