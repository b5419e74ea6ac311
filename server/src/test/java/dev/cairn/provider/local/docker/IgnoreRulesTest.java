package dev.cairn.provider.local.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.cairn.provider.local.docker.IgnoreRules.Depth;
import dev.cairn.provider.local.source.SourceFiles.Entry;
import dev.cairn.provider.local.source.SourceFiles.Kind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class IgnoreRulesTest {
  private static final List<String> TREE =
      List.of(
          ".env",
          "Dockerfile",
          "a",
          "a/.env",
          "a/b",
          "a/b/keep.log",
          "a/b/x.log",
          "a/node_modules",
          "a/node_modules/m.js",
          "keep.log",
          "node_modules",
          "node_modules/m.js",
          "secret.txt",
          "target",
          "target/A.class");

  /** The files of the tree, directories told by what is in them. */
  private static List<String> kept(Depth depth, String... lines) {
    var entries =
        TREE.stream()
            .map(
                path ->
                    new Entry(
                        path,
                        TREE.stream().anyMatch(it -> it.startsWith(path + "/"))
                            ? Kind.DIRECTORY
                            : Kind.FILE,
                        0,
                        false))
            .toList();
    return IgnoreRules.parse(String.join("\n", lines)).kept(entries, depth).stream()
        .filter(it -> it.kind() == Kind.FILE)
        .map(Entry::path)
        .toList();
  }

  private static List<String> left(String... lines) {
    var kept = kept(Depth.EVERYWHERE, lines);
    return TREE.stream()
        .filter(path -> TREE.stream().noneMatch(it -> it.startsWith(path + "/")))
        .filter(path -> !kept.contains(path))
        .toList();
  }

  @Test
  void lastMatchingPatternDecides() {
    assertThat(left("# all", "", "  target/ ", "**/*.log", "!keep.log"))
        .containsExactly("a/b/keep.log", "a/b/x.log", "target/A.class");
    assertThat(left("!keep.log", "*.log")).containsExactly("keep.log");
  }

  @Test
  void doubledStarMatchesAtTheTopToo() {
    assertThat(left("**/.env", "**/node_modules"))
        .containsExactly(".env", "a/.env", "a/node_modules/m.js", "node_modules/m.js");
  }

  @Test
  void leadingSlashIsTheTopOfTheSource() {
    assertThat(left("/secret.txt", "./keep.log", "/a/b/../.env"))
        .containsExactly("a/.env", "keep.log", "secret.txt");
  }

  @Test
  void everythingButWhatIsTakenBack() {
    assertThat(kept(Depth.WHERE_NAMED, "*", "!a/b")).containsExactly("a/b/keep.log", "a/b/x.log");
    assertThat(kept(Depth.WHERE_NAMED, "*", "!a", "a/b/*.log"))
        .containsExactly("a/.env", "a/node_modules/m.js");
  }

  @Test
  void wildcardThatTakesBackReachesIntoWhatIsLeftOutOrNot() {
    assertThat(kept(Depth.EVERYWHERE, "*", "!**/keep.log"))
        .containsExactly("a/b/keep.log", "keep.log");
    assertThat(kept(Depth.WHERE_NAMED, "*", "!**/keep.log")).containsExactly("keep.log");
  }

  @Test
  void charactersOfRegularExpressionsStandForThemselves() {
    assertThat(left("a.env", "[k]eep.log", "secre?.txt", "targe(t)", "$", "\\target"))
        .containsExactly("keep.log", "secret.txt", "target/A.class");
  }

  @Test
  void lineThatIsNoPatternIsNamed() {
    assertThatThrownBy(() -> IgnoreRules.parse("ok\n!\n")).hasMessageContaining("bad-dockerignore");
    assertThatThrownBy(() -> IgnoreRules.parse("[a")).hasMessageContaining("bad-dockerignore");
  }

  @Test
  void networksKeepClearOfWhatIsRouted() {
    var routes =
        List.of(
            "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT",
            "eth0\t00000000\t0100000A\t0003\t0\t0\t0\t00000000\t0\t0\t0");
    var free = Subnets.candidates("cairn-notes-dev", routes).findFirst().orElseThrow();
    var taken =
        List.of(routes.get(0), "vpn0\t0000800A\t00000000\t0001\t0\t0\t0\t0000C0FF\t0\t0\t0");

    assertThat(free.cidr()).matches("10\\.1[2-9]\\d\\.\\d+\\.\\d+/26");
    assertThat(Subnets.candidates("cairn-notes-dev", taken)).isEmpty();
  }

  /** Left alone, a regular expression goes to and fro in it for longer than the world is old. */
  @Test
  void patternThatGoesToAndFroComesToAnEnd() {
    var rules = IgnoreRules.parse("*a".repeat(30) + "*x");
    var file = new Entry("a".repeat(200), Kind.FILE, 0, false);
    assertTimeoutPreemptively(
        Duration.ofMinutes(1),
        () ->
            assertThatThrownBy(() -> rules.kept(List.of(file), Depth.EVERYWHERE))
                .hasMessageContaining("takes too long"));
  }

  @Test
  void moreOrLongerPatternsThanAnyAuthorWritesAreRefused() {
    assertThatThrownBy(() -> IgnoreRules.parse("a\n".repeat(100_000)))
        .hasMessageContaining("more than 1000 patterns");
    assertThatThrownBy(() -> IgnoreRules.parse("a*".repeat(100_000)))
        .hasMessageContaining("longer than any path");
  }
}
