package dev.cairn.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.ProblemException;
import dev.cairn.core.Violation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people write in a cairn.yaml comes out as it was typed, or is refused where it stands. */
class YamlTest {
  private static final String HEAD = "stack: a\nstages:\n  - name: dev\n    variables:\n";

  private static Map<String, String> variables(String yaml) {
    return ManifestReader.read(yaml, Optional.empty()).stages().getFirst().variables();
  }

  private static String valueOf(String written) {
    return variables(HEAD + "      X: " + written + "\n").getOrDefault("X", "(nothing)");
  }

  private static List<Violation> refusal(String yaml) {
    try {
      ManifestReader.read(yaml, Optional.empty());
    } catch (ProblemException e) {
      return e.problem().violations();
    }
    throw new AssertionError("was read: " + yaml);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "080",
        "007",
        "yes",
        "NO",
        "on",
        "true",
        "1e3",
        "0x1F",
        "0o17",
        "1_000",
        ".inf",
        "-.5",
        "2026-01-01",
        "2026-01-01T10:00:00Z",
        "12:30:45",
        "~",
        "null",
        "NULL",
        "=",
        "http://a:1/#b",
        "C:\\dir",
        "$2y$10$abc/.",
        "${X}",
        "$(x)",
        "100%"
      })
  void aPlainValueIsWhatWasTyped(String written) {
    assertThat(valueOf(written)).isEqualTo(written);
  }

  @Test
  void blocksKeepTheirLinesAndTheirEnds() {
    assertThat(valueOf("|\n        one\n         two\n\n        three"))
        .isEqualTo("one\n two\n\nthree\n");
    assertThat(valueOf("|-\n        one\n        two\n\n")).isEqualTo("one\ntwo");
    assertThat(valueOf("|+\n        one\n\n\n")).isEqualTo("one\n\n\n\n");
    assertThat(valueOf(">\n        one\n        two\n\n        three"))
        .isEqualTo("one two\nthree\n");
    assertThat(valueOf("\"a\\tb\\n\\u00fc\\\\\"")).isEqualTo("a\tb\nü\\");
    assertThat(valueOf("'it''s'")).isEqualTo("it's");
    assertThat(valueOf("")).isEmpty();
  }

  @Test
  void anAliasIsWhatItsAnchorNames() {
    var yaml =
        """
        stack: a
        x-common: &common
          A: &text "one"
          B: *text
          C: three
        stages:
          - name: dev
            variables:
              <<: *common
              C: 3
          - name: prod
            variables: *common
          - name: eu
            variables: { <<: [ { C: first }, *common ], D: *text }
        """;
    var stages = ManifestReader.read(yaml, Optional.empty()).stages();
    assertThat(stages.get(0).variables()).isEqualTo(Map.of("A", "one", "B", "one", "C", "3"));
    assertThat(stages.get(1).variables()).isEqualTo(Map.of("A", "one", "B", "one", "C", "three"));
    assertThat(stages.get(2).variables())
        .isEqualTo(Map.of("A", "one", "B", "one", "C", "first", "D", "one"));
  }

  @Test
  void whatCannotBeMeantIsRefusedWithItsLine() {
    assertThat(refusal(HEAD + "      B: *s\n"))
        .singleElement()
        .satisfies(it -> assertThat(it.field()).isEqualTo("stages[0].variables.B"))
        .satisfies(it -> assertThat(it.message()).startsWith("line 5: there is no anchor &s"));
    assertThat(refusal(HEAD + "      <<: *s\n")).isNotEmpty();
    assertThat(refusal(HEAD + "      <<: text\n"))
        .contains(
            new Violation(
                "stages[0].variables.<<",
                "line 5: merges a map of keys and values, and this is none"));
    assertThat(refusal(HEAD + "      A: &a [ *a ]\n").getFirst().message())
        .startsWith("line 5: *a stands inside");
    assertThat(refusal(HEAD + "      A: !!binary aGFsbG8=\n"))
        .containsExactly(
            new Violation(
                "stages[0].variables.A",
                "line 5: the tag !!binary is not known here; write the value as text"));
    assertThat(refusal(HEAD + "      A: !Ref db\n").getFirst().message()).contains("!Ref");
    assertThat(refusal(HEAD + "      A: 1\n      A: 2\n"))
        .containsExactly(new Violation("stages[0].variables.A", "line 6: this key stands twice"));
    assertThat(refusal(HEAD + "\tA: 1\n").getFirst().message()).startsWith("line 5: ");
    assertThat(refusal(HEAD + "      ? [a, b]\n      : c\n").getFirst().message())
        .startsWith("line 5: a key must be one value");
    assertThat(refusal("stack: a\n---\nstack: b\n").getFirst().message())
        .startsWith("line 3: a second document begins here");
  }

  @Test
  void tagsThatChangeNothingAreTaken() {
    assertThat(valueOf("!!str 080")).isEqualTo("080");
    assertThat(valueOf("!!int 5")).isEqualTo("5");
    assertThat(valueOf("! x")).isEqualTo("x");
  }

  @Test
  void marksOfAFileThatAreNotItsContentChangeNothing() {
    var plain = HEAD + "      X: |\n        one\n        two\n      Y: z\n";
    var wanted = Map.of("X", "one\ntwo\n", "Y", "z");
    assertThat(variables(plain)).isEqualTo(wanted);
    assertThat(variables("\uFEFF" + plain)).isEqualTo(wanted);
    assertThat(variables(plain.replace("\n", "\r\n"))).isEqualTo(wanted);
    assertThat(variables("%YAML 1.1\n---\n" + plain + "...\n")).isEqualTo(wanted);
    assertThat(variables("# a comment\n\n" + plain)).isEqualTo(wanted);
  }

  @Test
  void aFewLinesCannotStandForBillionsOfThings() {
    var bomb = new StringBuilder("stack: a\nx-0: &x0 [lol]\n");
    for (int i = 1; i < 30; i++) {
      bomb.append("x-%d: &x%d [%s]\n".formatted(i, i, ("*x" + (i - 1) + ",").repeat(9)));
    }
    assertThat(refusal(bomb.toString()).getFirst().message()).contains("more than 20000 things");
    assertThat(refusal("stack: " + "[".repeat(100_000)).getFirst().message())
        .contains("deeper than 60");
    assertThatThrownBy(() -> variables("stack: " + "{a: ".repeat(5000)))
        .hasMessageContaining("invalid-yaml");
  }

  @Test
  void whatIsExportedIsReadBackTheSame() {
    for (var value : OddValues.all(3000)) {
      var yaml =
          Export.write(
              Map.of(
                  "stack",
                  "a",
                  "stages",
                  List.of(Map.of("name", "dev", "variables", Map.of("X", value, "Z", "z")))));
      assertThat(variables(yaml)).as(yaml).isEqualTo(Map.of("X", value, "Z", "z"));
    }
  }
}
