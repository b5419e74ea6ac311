package dev.cairn.provider.local.source;

import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.Sentence;
import dev.cairn.core.StateFile;
import dev.cairn.provider.GitAddress;
import dev.cairn.provider.local.source.GitContents.Checkout;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files of a checkout that are in Git LFS. Of what the repository says about them, only the
 * address of their server is heard: by others Git LFS reads what lies on this machine.
 */
final class GitLargeFiles {
  private static final String LFSCONFIG = ".lfsconfig";
  private static final String URL = "lfs.url";

  private final Checkout checkout;
  private final Path directory;
  private final String url;
  private final GitContents contents;

  GitLargeFiles(Checkout checkout, GitContents contents) {
    this.checkout = checkout;
    this.directory = checkout.directory();
    this.url = checkout.origin().url();
    this.contents = contents;
  }

  void fetch() {
    var names = missing();
    if (names.isEmpty()) {
      return;
    }
    requireAsGitWrites();
    var pull = new ArrayList<String>();
    address().ifPresent(it -> pull.addAll(List.of("-c", URL + "=" + it)));
    pull.addAll(List.of("lfs", "pull", "origin"));
    if (checkout.origin().isForeign()) {
      throw refused(
          "they are another user's, and Git LFS would read them as Cairn",
          "Push the repository to a server, or give it to the user that Cairn runs as.");
    }
    if (!contents.git(checkout, "lfs", "version").succeeded()) {
      throw notInstalled(names);
    }
    require("read", List.of("lfs", "install", "--local", "--skip-repo"));
    unheard(() -> require("fetch the files in Git LFS of", pull));
    missing().stream()
        .findFirst()
        .ifPresent(
            name -> {
              throw Problem.failed(
                      "git-failed",
                      "Could not fetch " + name + " of " + url + ": Git LFS does not have it.",
                      "Push it there: git lfs push --all origin")
                  .toException();
            });
  }

  private List<String> missing() {
    var listed = contents.git(checkout, "ls-files", "-z", ":(attr:filter=lfs)");
    GitContents.require(listed, "list the files of", checkout);
    return Stream.of(listed.output().split("\0"))
        .filter(name -> isPointer(directory.resolve(name)))
        .toList();
  }

  private static boolean isPointer(Path file) {
    try {
      return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          && Files.size(file) < 1024
          && Files.readString(file).startsWith(WorkTree.POINTER + "\n");
    } catch (MalformedInputException binary) {
      return false;
    } catch (IOException e) {
      throw StateFile.failure("read", file, e);
    }
  }

  /** Git LFS goes by the commit: in one made by hand a link has the name of a directory. */
  private void requireAsGitWrites() {
    var commits = contents.git(checkout, "rev-parse", "HEAD^{tree}");
    GitContents.require(commits, "read", checkout);
    var gits = contents.git(checkout, "write-tree");
    if (!gits.succeeded() || !gits.output().equals(commits.output())) {
      throw refused(
          "the list of its files is not as Git writes it", "Commit it anew with git, and push it.");
    }
  }

  /** Where the repository says that they are; empty where it says nothing. */
  private Optional<String> address() {
    if (!Files.isRegularFile(directory.resolve(LFSCONFIG), LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    var found = contents.entries(checkout, LFSCONFIG, "^(lfs|remote\\.origin)\\.(url|lfsurl)$");
    for (var entry : found) {
      if (!(GitAddress.of(entry.getValue()) instanceof GitAddress.Network)) {
        throw refused(
            LFSCONFIG + " names " + entry.getValue() + ", which is no address of the network",
            "Name a server there, or none: git config -f .lfsconfig --unset lfs.url");
      }
    }
    return last(found, URL).or(() -> last(found, "remote.origin.lfsurl"));
  }

  private static Optional<String> last(List<Map.Entry<String, String>> entries, String key) {
    return entries.stream()
        .filter(entry -> entry.getKey().equals(key))
        .map(Map.Entry::getValue)
        .reduce((before, after) -> after);
  }

  /** While something is done, an empty file is in the place of what the repository says. */
  private void unheard(Runnable done) {
    var said = directory.resolve(LFSCONFIG);
    var aside = directory.resolve(".git/said" + LFSCONFIG);
    try {
      boolean isSaid = Files.exists(said, LinkOption.NOFOLLOW_LINKS);
      if (isSaid) {
        Files.move(said, aside);
      }
      Files.createFile(said);
      try {
        done.run();
      } finally {
        Files.delete(said);
        if (isSaid) {
          Files.move(aside, said);
        }
      }
    } catch (IOException e) {
      throw StateFile.failure("put aside", said, e);
    }
  }

  private void require(String attempted, List<String> arguments) {
    var outcome = contents.git(checkout, arguments.toArray(String[]::new));
    GitContents.require(outcome, attempted, checkout);
  }

  private ProblemException refused(String why, String suggestion) {
    return Problem.invalid(
            "git-lfs-refused",
            "The files in Git LFS of " + url + " are not fetched: " + Sentence.ended(why),
            suggestion)
        .toException();
  }

  private ProblemException notInstalled(List<String> names) {
    return Problem.failed(
            "git-lfs-missing",
            "Could not fetch "
                + names.getFirst()
                + (names.size() == 1 ? "" : " and " + (names.size() - 1) + " more files")
                + " of "
                + url
                + ": they lie in Git LFS, and git-lfs is not installed here.",
            "Install it (Debian: apt install git-lfs) and deploy again.")
        .toException();
  }
}
