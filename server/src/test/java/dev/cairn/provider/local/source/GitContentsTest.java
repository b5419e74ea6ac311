package dev.cairn.provider.local.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.SimpleFileServer;
import dev.cairn.process.Command;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a repository may name as belonging to it. */
class GitContentsTest extends GitWalls {
  private void submodule(String repository, String address) {
    sh(
        "cd "
            + repository
            + " && git update-index --add --cacheinfo 160000,"
            + secret()
            + ",sub && printf '[submodule \"sub\"]\\n path = sub\\n url = %s\\n' '"
            + address
            + "' >.gitmodules && git add .gitmodules && git commit -qm 2");
  }

  private void assertSubmoduleRefused(String url) {
    assertThatThrownBy(() -> fetch(url, "main"))
        .hasMessageMatching(
            "(?s)submodule-refused: .*|git-failed: Could not fetch .*/open/shared/foo.*");
    assertThat(fetched().resolve("sub/secret")).doesNotExist();
  }

  @Test
  void submoduleIsHeldToWhatHoldsForARepositoryOfThisMachine() {
    sh("ln -s ../../" + PRIVATE + " open/shared/foo.git", "mkdir open/shared/foo");
    sh("ln -s ../../" + PRIVATE + " open/shared/link");
    for (var address :
        List.of(
            "../foo",
            "../link",
            "../%2e%2e/%2e%2e/" + PRIVATE,
            "../%2e%2e/%2e%2e/" + PRIVATE + "/.git",
            "../../../" + PRIVATE,
            "./../../../" + PRIVATE,
            "../../../../../../../../../.." + directory + "/" + PRIVATE,
            "../absent",
            directory + "/" + PRIVATE)) {
      submodule("open/shared/app", address);
      assertSubmoduleRefused(directory + "/open/shared/app");
      assertSubmoduleRefused("file://" + directory + "/open/shared/app");
    }
  }

  @Test
  void submoduleIsNotFetchedThroughALink() throws IOException {
    sh(
        "cp -r " + PRIVATE + " open/shared/lib",
        "mkdir open/elsewhere && cd open/shared/app && ln -s ../../elsewhere dir"
            + " && git add dir && git commit -qm 2");
    submodule("open/shared/app", "../lib");
    sh(
        "cd open/shared/app && git config -f .gitmodules submodule.sub.path dir/sub"
            + " && git add .gitmodules && git commit -qm 3");
    assertThat(fetch(directory + "/open/shared/app", "main").resolve("app")).hasContent("app");
    assertThat(directory.resolve("open/elsewhere")).isEmptyDirectory();
  }

  @Test
  void repositoryOfAnothersNamesNoneOfThisMachine() {
    asRoot();
    sh("cp -r " + PRIVATE + " open/mine/lib");
    submodule("open/mine/app", "../lib");
    chown("open/mine");
    assertSubmoduleRefused(directory + "/open/mine/app");
  }

  /** A server of files, as a stranger's would be. */
  private void serving(String repository, Serving serving) throws IOException {
    sh("git clone -q --bare " + repository + " served && git -C served update-server-info");
    var server =
        SimpleFileServer.createFileServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            directory,
            SimpleFileServer.OutputLevel.NONE);
    server.start();
    try {
      serving.at("http://127.0.0.1:" + server.getAddress().getPort() + "/served");
    } finally {
      server.stop(0);
      sh("rm -rf served");
    }
  }

  private interface Serving {
    void at(String url) throws IOException;
  }

  @Test
  void repositoryOfTheNetworkNamesNoneOfThisMachine() throws IOException {
    serving(
        "open/shared/app", url -> assertThat(fetch(url, "main").resolve("app")).hasContent("app"));
    for (var address : List.of(directory + "/" + PRIVATE, "file://" + directory + "/" + PRIVATE)) {
      submodule("open/shared/app", address);
      serving("open/shared/app", this::assertSubmoduleRefused);
    }
  }

  @Test
  void repositoryOfTheNetworkNamesAnotherBesideIt() throws IOException {
    submodule("open/shared/app", "../beside.git");
    sh("git clone -q --bare " + PRIVATE + " beside.git && git -C beside.git update-server-info");
    serving(
        "open/shared/app",
        url -> assertThat(fetch(url, "main").resolve("sub/secret")).hasContent("secret"));
  }

  private void largeFile(String repository, String lfsconfig) throws IOException {
    var pointer =
        """
        version https://git-lfs.github.com/spec/v1
        oid sha256:%s
        size 7
        """
            .formatted(sh("printf 'secret\n' | sha256sum | cut -c 1-64"));
    var app = directory.resolve(repository);
    Files.writeString(app.resolve("large.bin"), pointer);
    Files.deleteIfExists(app.resolve(".lfsconfig"));
    Files.writeString(app.resolve(".lfsconfig"), lfsconfig);
    sh(
        "cd "
            + repository
            + " && echo '*.bin filter=lfs -text' >.gitattributes && git -c filter.lfs.process="
            + " -c filter.lfs.clean=cat -c filter.lfs.required=false add . && git commit -qm 2"
            + " --allow-empty");
  }

  private void keepLargeFile(String repository) {
    sh(
        "id=$(printf 'secret\n' | sha256sum | cut -c 1-64); to="
            + repository
            + "/.git/lfs/objects/$(echo $id | cut -c 1-2)/$(echo $id | cut -c 3-4);"
            + " mkdir -p $to && printf 'secret\n' >$to/$id");
  }

  @Test
  void addressOfGitLfsNamesNothingOfThisMachine() throws IOException {
    keepLargeFile(PRIVATE);
    var theirs = "file://" + directory + "/" + PRIVATE;
    for (var entry :
        List.of(
            "[lfs]\n url = " + theirs,
            "[lfs]\n url = " + directory + "/" + PRIVATE,
            "[LFS]\n URL = " + theirs,
            "[remote \"origin\"]\n lfsurl = " + theirs,
            "[lfs]\n url = https://example.invalid/x\n url = " + theirs)) {
      largeFile("open/shared/app", entry + "\n");
      serving("open/shared/app", this::assertLargeFileRefused);
      assertLargeFileRefused(directory + "/open/shared/app");
    }
  }

  private void assertLargeFileRefused(String url) {
    assertThatThrownBy(() -> fetch(url, "main")).hasMessageContaining("git-lfs-refused");
    assertNothingRead();
  }

  /** What is not looked at has no say: a file of another name or kind, an agent of theirs. */
  @Test
  void settingsOfGitLfsHaveNoSay() throws IOException {
    assumeTrue(
        processes.run(Command.of("git", "lfs", "version")).succeeded(), "git-lfs is not installed");
    keepLargeFile(PRIVATE);
    var theirs = "file://" + directory + "/" + PRIVATE;
    var settings =
        "[lfs]\n pushurl = %s\n standalonetransferagent = x\n [lfs \"customtransfer.x\"]\n path = touch\n args = %s/ran\n"
            .formatted(theirs, directory);
    largeFile("open/shared/app", settings);
    sh(
        "cd open/shared/app && mv .lfsconfig real && echo '[lfs] url = "
            + theirs
            + "' >real && ln -s real .lfsconfig && git -c filter.lfs.process="
            + " -c filter.lfs.clean=cat -c filter.lfs.required=false add -A && git commit -qm 3");
    serving(
        "open/shared/app",
        url -> {
          assertThatThrownBy(() -> fetch(url, "main")).hasMessageContaining("Git LFS of");
          assertNothingRead();
          var kept = fetched().resolve(".lfsconfig");
          assertThat(Files.exists(kept, LinkOption.NOFOLLOW_LINKS)).isTrue();
        });
    assertThat(directory.resolve("ran")).doesNotExist();
    keepLargeFile("open/shared/app");
    assertThat(fetch(directory + "/open/shared/app", "main").resolve("large.bin"))
        .hasContent("secret");
  }

  /** Git LFS goes by the commit, and would write where the link leads. */
  @Test
  void commitWithALinkOfTheNameOfALargeFileIsRefused() throws IOException {
    var tree = directory.resolve("tree");
    largeFile("open/shared/app", "");
    sh(
        "cd open/shared/app && entry() { printf \"$1 $2\\0\";"
            + " printf \"$(printf $3 | sed 's/../\\\\x&/g')\"; };"
            + " (entry 100644 .gitattributes $(git rev-parse HEAD:.gitattributes);"
            + " entry 100644 large.bin $(git rev-parse HEAD:large.bin);"
            + " entry 120000 large.bin $(printf /nonexistent | git hash-object -w --stdin);"
            + " entry 100644 more.bin $(git rev-parse HEAD:large.bin)) >"
            + tree,
        "cd open/shared/app && git update-ref HEAD $(git commit-tree -m x"
            + " $(git hash-object -t tree -w --literally "
            + tree
            + "))");
    assertLargeFileRefused(directory + "/open/shared/app");
  }
}
