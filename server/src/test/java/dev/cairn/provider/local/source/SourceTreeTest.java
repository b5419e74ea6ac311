package dev.cairn.provider.local.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.process.Command;
import dev.cairn.process.Processes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On real work trees of Git. */
class SourceTreeTest {
  private final Processes processes = new Processes();
  private final SourceTree tree = new SourceTree(processes);
  @TempDir Path directory;

  @BeforeEach
  void fill() {
    sh("git init -q . && echo code >a && echo more >b");
  }

  private void sh(String... scripts) {
    for (var script : scripts) {
      var outcome = processes.run(Command.of("sh", "-c", script).in(directory));
      assertThat(outcome.succeeded()).as(outcome.output()).isTrue();
    }
  }

  @Test
  void warningOfGitTakesNoFileAway() {
    sh("ln -s .gitignore .gitignore");
    assertThat(tree.files(directory))
        .containsExactly(Path.of(".gitignore"), Path.of("a"), Path.of("b"));
  }

  @Test
  void nameThatCannotBeReadIsRefusedAndNotLeftOut() {
    sh("echo x >\"$(printf 'c\\377d')\"");
    assertThatThrownBy(() -> tree.files(directory)).hasMessageContaining("source-name-unreadable");
  }

  @Test
  void settingsOfTheDirectoryRunNoProgram() {
    var ran = directory.resolve("ran");
    sh("printf '#!/bin/sh\\ntouch " + ran + "\\n' >a && chmod +x a");
    sh("git config core.fsmonitor " + directory.resolve("a"));
    assertThat(tree.files(directory)).containsExactly(Path.of("a"), Path.of("b"));
    assertThat(Files.exists(ran)).isFalse();
  }

  /** Who may deploy is no admin by that. */
  @Test
  void homeOfACairnIsNoSource() throws IOException {
    var home = Files.createDirectories(directory.resolve("around/home"));
    Files.writeString(home.resolve("master.key"), "key");
    Files.writeString(home.resolve("installation.id"), "id");
    Files.writeString(Files.createDirectories(home.resolve("tls/more")).resolve("ca.key"), "key");
    Files.createSymbolicLink(directory.resolve("link"), home);
    for (var source : List.of("around", "around/home", "around/home/tls/more", "link")) {
      var to = Files.createTempDirectory(directory, "copy");
      assertThatThrownBy(
              () -> tree.copy(directory.resolve(source), to, SourceFiles.Recipient.CAIRN))
          .hasMessageContaining("source-is-cairns");
      assertThatThrownBy(() -> new SourceFiles(processes).list(directory.resolve(source)))
          .hasMessageContaining("source-is-cairns");
      assertThat(to).isEmptyDirectory();
    }
  }

  private void asRoot() {
    assumeTrue(Processes.isRoot(), "who is not root reads as himself");
  }

  /** Of one entry, as a program of the attacker's own writes it; Git's refuses such names. */
  private void writeIndex(String name) throws Exception {
    int length = 62 + name.length();
    var index = ByteBuffer.allocate(12 + (length / 8 + 1) * 8);
    index.put("DIRC".getBytes(StandardCharsets.UTF_8)).putInt(2).putInt(1);
    for (int field = 0; field < 10; field++) {
      index.putInt(field == 6 ? 0100644 : 0);
    }
    index.put(new byte[20]).putShort((short) name.length());
    index.put(name.getBytes(StandardCharsets.UTF_8));
    try (var out = Files.newOutputStream(directory.resolve(".git/index"))) {
      out.write(index.array());
      out.write(MessageDigest.getInstance("SHA-1").digest(index.array()));
    }
  }

  @Test
  void nameInTheIndexThatLeadsOutIsRefused() throws Exception {
    writeIndex("a");
    assertThat(tree.files(directory)).containsExactly(Path.of("a"), Path.of("b"));
    for (var name : List.of("/etc/passwd", "../../etc/passwd", "x/../../y")) {
      writeIndex(name);
      assertThatThrownBy(() -> tree.files(directory)).hasMessageContaining("source-leads-out");
    }
  }

  /** An index names what lies behind a link as if it were in the directory. */
  @Test
  void whatLiesBehindALinkIsNoSource() throws Exception {
    sh("ln -s /etc linked");
    writeIndex("linked/passwd");
    assertThat(tree.files(directory))
        .containsExactly(Path.of("a"), Path.of("b"), Path.of("linked"));
  }

  /** What is missing in a partial clone, Git would fetch as the clone's own settings say. */
  @Test
  void settingsOfAPartialCloneRunNoProgram() {
    var ran = directory.resolve("ran");
    sh(
        "echo ran >.gitignore && git add .",
        "git -c user.name=x -c user.email=x@y commit -qm 1",
        "git config core.repositoryformatversion 1",
        "git config extensions.partialClone origin",
        "git config remote.origin.promisor true",
        "git config remote.origin.url ssh://nobody@127.0.0.1/x",
        "git config core.sshCommand 'touch " + ran + ";'",
        // So that Git reads it from where it is missing.
        "git update-index --skip-worktree .gitignore && rm .gitignore",
        "find .git/objects -type f -delete");
    assertThat(tree.files(directory)).contains(Path.of("a"), Path.of("b"));
    assertThat(ran).doesNotExist();
  }

  @Test
  void directoryOfAnothersIsReadAsHeWould() throws IOException {
    asRoot();
    var theirs = Files.createDirectory(directory.resolve("theirs"));
    var mine = Files.createDirectory(directory.resolve("mine"));
    Files.writeString(mine.resolve("secret"), "root's");
    sh("chmod -R go= mine && rm -rf .git && git init -q theirs && chmod go+x .");
    sh("echo code >theirs/a && ln -s " + mine + " theirs/link");
    sh("mkdir theirs/of-root && echo x >theirs/of-root/b && chown -R nobody theirs");
    sh("chown root theirs/of-root && chmod 700 theirs/of-root");
    // Of a group that is the directory's, not his.
    sh("mkdir theirs/of-group && echo x >theirs/of-group/c && chmod 640 theirs/of-group/c");
    sh("chown nobody theirs/of-group && chgrp -R root theirs");
    assertThat(SourceOwner.of(theirs.resolve("link")).isForeign()).isTrue();
    assertThat(SourceOwner.of(theirs.resolve("of-root")).isForeign()).isTrue();
    assertThat(SourceOwner.of(mine).isForeign()).isFalse();
    var to = Files.createDirectory(directory.resolve("copy"));
    for (var source : List.of("link", "of-root", "of-group")) {
      assertThatThrownBy(() -> tree.copy(theirs.resolve(source), to, SourceFiles.Recipient.CAIRN))
          .hasMessageContaining("source-unreadable");
    }
    assertThat(to).isEmptyDirectory();
  }

  /** He would have a link there when it is read. */
  @Test
  void whatSomebodyElseMayExchangeIsNotRead() {
    asRoot();
    sh("mkdir -p uploads/below && echo x >uploads/below/c && chmod go+rx .");
    for (var others :
        List.of(
            "chown nobody uploads",
            "chown nobody uploads/below",
            "chmod o+w uploads",
            "chmod o+wt uploads",
            "chgrp nogroup uploads/below && chmod g+w uploads/below")) {
      sh(others);
      assertThatThrownBy(() -> tree.files(directory)).hasMessageContaining("source-shared");
      assertThat(new SourceFiles(processes).find(directory, "uploads/below/c")).isEmpty();
      sh("chown -R root:root uploads && chmod -R go-wt uploads");
      assertThat(tree.files(directory)).contains(Path.of("uploads/below/c"));
      assertThat(new SourceFiles(processes).find(directory, "uploads/below/c")).hasValue("x\n");
    }
    sh("chown nobody uploads && echo uploads >.gitignore");
    assertThat(tree.files(directory)).doesNotContain(Path.of("uploads/below/c"));
  }

  /** Its group is his alone where nobody else is in it, and no access control list says more. */
  @Test
  void whatAUsersOwnGroupMayChangeIsReadWhereThatIsHeAlone() {
    asRoot();
    sh("rm -rf .git && mkdir -p app/sub && echo x >app/sub/c && chmod go+rx . && chmod -R g+w app");
    var app = directory.resolve("app");
    assertThatThrownBy(() -> tree.files(app)).hasMessageContaining("source-shared");
    sh("chown -R games:games app");
    assertThat(tree.files(app)).containsExactly(Path.of("sub/c"));
    for (var others :
        List.of(
            "setfacl -m u:nobody:rwx app/sub",
            "setfacl -m u:nobody:rwx app",
            "mkdir 'app/\"a\u00e4' && echo x >'app/\"a\u00e4/d' && chown -R games:games app"
                + " && setfacl -m u:nobody:rwx 'app/\"a\u00e4'",
            "chown -R nobody:nogroup app")) {
      sh(others);
      assertThatThrownBy(() -> tree.files(app)).as(others).hasMessageContaining("source-shared");
      sh("rm -rf app/?a* && setfacl -R -b app && chown -R games:games app && chmod -R g+w app");
      assertThat(tree.files(app)).containsExactly(Path.of("sub/c"));
    }
  }

  @Test
  void norIsWhatAnAccessControlListOpensOfRootsOwn() {
    asRoot();
    sh("mkdir -p acl/way/app/sub && echo x >acl/way/app/sub/c && chmod go+rx .");
    var app = directory.resolve("acl/way/app");
    for (var opened : List.of("acl/way/app/sub", "acl/way/app", "acl/way")) {
      assertThat(tree.files(app)).containsExactly(Path.of("sub/c"));
      sh("setfacl -m u:nobody:rwx " + opened);
      assertThatThrownBy(() -> tree.files(app)).hasMessageContaining("source-shared");
      sh("setfacl -R -b acl && chmod -R go-w acl");
    }
  }

  @Test
  void norIsWhatLiesWhereSomebodyElseMayExchangeIt() {
    asRoot();
    sh("chmod go+rx . && mkdir -p team/app && echo x >team/app/a && chgrp -R nogroup team");
    var app = directory.resolve("team/app");
    assertThat(tree.files(app)).containsExactly(Path.of("a"));
    for (var others : List.of("chmod g+w team", "chmod o+w team", "chmod g+w team/app")) {
      sh(others);
      assertThatThrownBy(() -> tree.files(app)).hasMessageContaining("source-shared");
      sh("chmod -R go-w team");
    }
    // As in /tmp.
    sh("chmod o+wt team");
    assertThat(tree.files(app)).containsExactly(Path.of("a"));
    sh("chown nobody team/app");
    assertThat(SourceOwner.of(app).isForeign()).isTrue();
  }

  /** What runs as that user may be taken hold of by what he runs: it must not get out by that. */
  @Test
  void copyIsMadeInTheControlGroupOfWhoGetsIt() throws IOException {
    asRoot();
    sh("rm -rf .git && mkdir copy && chown daemon copy && touch members");
    var members = directory.resolve("members");
    tree.copy(
        directory,
        directory.resolve("copy"),
        new SourceFiles.Recipient(Optional.of("daemon"), Optional.of(members)));
    assertThat(directory.resolve("copy/a")).exists();
    assertThat(members).isNotEmptyFile();
  }

  @Test
  void copyOfAPrivateSourceIsNobodyElses() throws IOException {
    asRoot();
    var archive = directory.resolve("archive.tar");
    new SourceFiles(processes).pack(directory, List.of("a"), archive);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(archive)))
        .isEqualTo("rw-------");
  }

  @Test
  void repositoryOfAnothersIsNotBelieved() {
    asRoot();
    sh("chown -R nobody .git && chmod go+rx .");
    assertThatThrownBy(() -> tree.files(directory)).hasMessageContaining("source-of-another");
  }
}
