package dev.cairn.provider.local.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.provider.ReleaseInstance.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which repository of this machine is read, and as whom. */
class GitWallsTest extends GitWalls {
  private void assertRefused(String url, String ref) {
    assertNotFetched(url, ref);
    assertThatThrownBy(() -> git.commit(new Source.Git(url, "main")))
        .as(url)
        .hasMessageStartingWith("git-");
  }

  private void assertNotFetched(String url, String ref) {
    assertThatThrownBy(() -> fetch(url, ref)).as(url).hasMessageStartingWith("git-");
    assertNothingRead();
  }

  @Test
  void whatLiesHereIsNamedByItsPlainPath() throws IOException {
    var app = directory + "/open/shared/app";
    for (var url : List.of(app, app + "/", app + "/.git", "file://" + app)) {
      assertThat(fetch(url, "main").resolve("app")).as(url).hasContent("app");
    }
    sh("ln -s shared/app open/link && cp -r open/shared/app 'open/shared/100 #% app'");
    assertThat(fetch(directory + "/open/link", "main").resolve("app")).hasContent("app");
    sh("ln -s 'shared/100 #% app' open/odd");
    assertThat(fetch(directory + "/open/odd", "main").resolve("app")).hasContent("app");
  }

  /** Git decodes them, and takes a server's name for the first directory. */
  @Test
  void addressThatGitReadsOtherwiseThanItStandsThereIsRefused() throws IOException {
    var open = directory + "/open";
    for (var url :
        List.of(
            "file://" + open + "/%2e%2e/" + PRIVATE,
            "file://" + open + "/%2E%2E/" + PRIVATE,
            open + "/%2e%2e/" + PRIVATE,
            "file:/" + directory + "/" + PRIVATE,
            "file://" + (directory + "/" + PRIVATE).substring(1),
            "FILE://" + directory + "/" + PRIVATE,
            "file::" + directory + "/" + PRIVATE,
            "ext::git-upload-pack " + directory + "/" + PRIVATE,
            open + "/../" + PRIVATE + "\n",
            "open/../" + PRIVATE)) {
      assertRefused(url, "main");
    }
  }

  @Test
  void repositoryIsTheOneThatIsNamedAndNoNeighbour() throws IOException {
    sh("ln -s ../../" + PRIVATE + " open/mine/foo.git", "mkdir open/mine/bar");
    sh("ln -s ../../../" + PRIVATE + "/.git open/mine/bar/.git");
    sh("mkdir open/mine/file && echo gitdir: $PWD/" + PRIVATE + "/.git >open/mine/file/.git");
    sh("echo gitdir: $PWD/" + PRIVATE + "/.git >open/mine/plain");
    sh("git -C " + PRIVATE + " bundle create -q ../../open/mine/bundle main");
    chown("open/mine");
    for (var name : List.of("foo", "bar", "file", "plain", "bundle", "absent")) {
      assertRefused(directory + "/open/mine/" + name, "main");
      assertRefused("file://" + directory + "/open/mine/" + name, "main");
    }
  }

  @Test
  void whatARepositoryOfAnothersBorrowsIsReadAsHeWould() throws IOException {
    asRoot();
    var mine = "open/mine/app/.git/";
    chown("open/mine");
    assertThat(fetch(directory + "/open/mine/app", "main").resolve("app")).hasContent("app");
    for (var borrowing :
        List.of(
            "echo $PWD/" + PRIVATE + "/.git >" + mine + "commondir",
            "rm "
                + mine
                + "commondir; echo $PWD/"
                + PRIVATE
                + "/.git/objects >"
                + mine
                + "objects/info/alternates",
            "rm -rf "
                + mine
                + "objects && ln -s ../../../../"
                + PRIVATE
                + "/.git/objects "
                + mine
                + "objects")) {
      sh(borrowing, "echo " + secret() + " >" + mine + "refs/heads/main");
      chown("open/mine");
      assertNotFetched(directory + "/open/mine/app", "main");
      assertNotFetched(directory + "/open/mine/app", secret());
    }
  }

  /** A directory of Git's own in one of root's is read as who may change it. */
  @Test
  void ownerOfTheRepositoryCountsNotThatOfTheDirectoryAroundIt() throws IOException {
    asRoot();
    borrow("open/shared/app");
    chown("open/shared/app/.git");
    assertNotFetched(directory + "/open/shared/app", secret());
  }

  private void borrow(String repository) {
    sh("echo $PWD/" + PRIVATE + "/.git/objects >" + repository + "/.git/objects/info/alternates");
  }

  /** What others may write into it leads root astray. */
  @Test
  void repositoryOfRootsThatOthersMayChangeIsRefused() throws IOException {
    asRoot();
    borrow("open/shared/app");
    assertRefused(directory + "/open/shared/app", secret());
    sh("rm open/shared/app/.git/objects/info/alternates");
    assertThat(fetch(directory + "/open/shared/app", "main").resolve("app")).hasContent("app");
    for (var sharing :
        List.of(
            "chgrp nogroup %1$s/objects/info && chmod g+w %1$s/objects/info",
            "chmod o+w %1$s/refs/heads", "chown nobody %1$s/objects/info")) {
      sh(
          "rm -rf open/more && cp -r open/shared/app open/more",
          sharing.formatted("open/more/.git"));
      assertRefused(directory + "/open/more", "main");
    }
  }

  /** Its warnings stand among the names that it lists. */
  @Test
  void warningOfTheOtherSideIsNoCommit() throws IOException {
    var option = "--pathspec-from-file=" + directory + "/" + PRIVATE + "/secret";
    Files.writeString(
        directory.resolve("open/mine/app/.git/objects/info/alternates"),
        "\"/x\\n" + option + "\\trefs/heads/main\\n\"\n");
    chown("open/mine");
    var url = directory + "/open/mine/app";
    assertThat(git.commit(new Source.Git(url, "main"))).matches("[0-9a-f]{40}");
    assertThat(fetch(url, "main").resolve("app")).hasContent("app");
  }
}
