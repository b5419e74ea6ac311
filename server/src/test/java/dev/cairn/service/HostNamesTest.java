package dev.cairn.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.StageRef;
import dev.cairn.core.Violation;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostNamesTest {
  @Test
  void namesAreReadAsTheyAreAskedFor() {
    assertThat(HostNames.parse("Notes.Example.com, bücher.example\nnotes.example.com"))
        .containsExactly("notes.example.com", "xn--bcher-kva.example");
  }

  @ParameterizedTest
  @CsvSource({
    "notes.example.com, ''",
    "xn--bcher-kva.example, ''",
    "1.2.example.com, ''",
    "notes, must have a domain",
    "*.example.com, is a wildcard",
    "notes.example.com:80, must be a name alone",
    "https://notes.example.com, must be a name alone",
    "127.0.0.1, is an address",
    "127.1, is an address",
    "0x7f.0x1, is an address",
    "::1, is an address",
    "[::1], is an address",
    "notes.localhost, is below localhost",
    "localhost, is below localhost",
    "notes..example.com, is no name",
    "notes.example.com., is no name",
    "-notes.example.com, is no name",
    "no_tes.example.com, is no name",
  })
  void onlyNamesOfHostsAreTaken(String written, String why) {
    var found = HostNames.violations(HostNames.parse(written));
    if (why.isEmpty()) {
      assertThat(found).isEmpty();
    } else {
      assertThat(found).singleElement().extracting(Violation::message).asString().contains(why);
    }
  }

  @Test
  void thereAreAtMostTwenty() {
    var names = IntStream.rangeClosed(1, 21).mapToObj(it -> "n" + it + ".example.com").toList();
    assertThat(HostNames.violations(names)).hasSize(1);
    assertThat(HostNames.violations(names.subList(0, 20))).isEmpty();
    assertThat(HostNames.violations(List.of("a".repeat(64) + ".example.com"))).hasSize(1);
  }

  @Test
  void theNameOfAStageIsOneLabelWhateverItsNames() {
    var longest = "a".repeat(30);
    var host = HostNames.ofStage(StageRef.parse(longest + "/" + longest));
    assertThat(host.split("\\.", -1)[0].length()).isLessThanOrEqualTo(63);
  }
}
