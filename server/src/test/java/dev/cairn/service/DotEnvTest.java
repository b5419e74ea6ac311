package dev.cairn.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.cairn.core.ProblemException;
import dev.cairn.core.Violation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DotEnvTest {
  private static String value(String written) {
    return DotEnv.read("A=" + written).getOrDefault("A", "(nothing)");
  }

  @Test
  void whatPeopleHaveIsRead() {
    var text =
        """
        # the shop
        export A=1
          B = two words   # and a comment
        C=

        D='single $X # "kept" \\n'
        E="say \\"hi\\"\\nto \\$X \\\\ \\d"
        F="-----BEGIN KEY-----
        MIIE/+=
        -----END KEY-----"
        G=#fff
        H= # nothing
        I=a#b
        J=`it's "both"`
        K=postgres://u:p@h/d?x=1&y=${Z}
        L='it'\\''s'
        M.n=dot
        A=last
        """;
    assertThat(DotEnv.read(text))
        .isEqualTo(
            new LinkedHashMap<>(
                Map.ofEntries(
                    Map.entry("A", "last"),
                    Map.entry("B", "two words"),
                    Map.entry("C", ""),
                    Map.entry("D", "single $X # \"kept\" \\n"),
                    Map.entry("E", "say \"hi\"\nto $X \\ \\d"),
                    Map.entry("F", "-----BEGIN KEY-----\nMIIE/+=\n-----END KEY-----"),
                    Map.entry("G", "#fff"),
                    Map.entry("H", ""),
                    Map.entry("I", "a#b"),
                    Map.entry("J", "it's \"both\""),
                    Map.entry("K", "postgres://u:p@h/d?x=1&y=${Z}"),
                    Map.entry("L", "it's"),
                    Map.entry("M.n", "dot"))));
    assertThat(DotEnv.read(text.replace("\n", "\r\n"))).isEqualTo(DotEnv.read(text));
    assertThat(DotEnv.read("\uFEFF" + text)).isEqualTo(DotEnv.read(text));
    assertThat(DotEnv.read("")).isEmpty();
    assertThat(value("'no line end'")).isEqualTo("no line end");
  }

  @Test
  void linesThatAreNoneAreToldTogetherWithTheirNumbers() {
    assertThatThrownBy(
            () -> DotEnv.read("A=1\nnothing\nB='a\nb'\n=x\nC='a' b\nD=\"never\nclosed\n"))
        .asInstanceOf(type(ProblemException.class))
        .satisfies(
            e ->
                assertThat(e.problem().violations())
                    .containsExactly(
                        new Violation("dotenv", "line 2: sets nothing: write NAME=value"),
                        new Violation("dotenv", "line 5: has no name before the ="),
                        new Violation(
                            "dotenv", "line 6: something stands behind the closing quote"),
                        new Violation(
                            "dotenv", "line 7: the \" that begins the value is not closed")));
  }

  @Test
  void whatIsWrittenIsReadBackTheSame() {
    var random = new Random(20_26);
    var parts =
        new String[] {
          "a", "Z7", " ", "\t", "\n", "\r", "\r\n", "\"", "'", "`", "\\", "$", "${X}", "#", " #",
          "=", "ü€🦊", "\\n", "\u0001", "export "
        };
    for (int i = 0; i < 4000; i++) {
      var value = new StringBuilder();
      for (int n = random.nextInt(8); n > 0; n--) {
        value.append(parts[random.nextInt(parts.length)]);
      }
      var all = new LinkedHashMap<String, String>();
      all.put("FIRST", value.toString());
      all.put("LAST", "z");
      assertThat(DotEnv.read(DotEnv.write(all))).isEqualTo(all);
      // A form sends each line end as CR and LF.
      assertThat(DotEnv.read(DotEnv.write(all).replace("\n", "\r\n"))).isEqualTo(all);
    }
  }
}
