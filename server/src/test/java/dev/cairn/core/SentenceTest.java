package dev.cairn.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SentenceTest {
  /** What others said, at the end of a sentence, with a full stop put behind it as it is. */
  private static final Pattern BY_HAND =
      Pattern.compile(
          "(?:getMessage|getOriginalMessage|lastLine|lastWords|lastError|lastFatal|[rR]eason|said|"
              + "trouble)\\(\\w*\\)(?:\\.get\\(\\)|\\.orElse\\(\"\"\\))?\\s*\\+ \"\\."
              + "|\\+ (?:why|reason|said|trouble|e)\\s*\\+ \"\\.");

  @ParameterizedTest
  @CsvSource({
    "connection refused, connection refused.",
    "Could not read from remote repository., Could not read from remote repository.",
    "' No route to host\n', No route to host.",
    "What is that?, What is that?",
    "and 900 more…, and 900 more…",
  })
  void endsOnce(String said, String expected) {
    assertThat(Sentence.ended(said)).isEqualTo(expected);
  }

  @Test
  void isUsedWhereverOthersHaveTheLastWord() throws IOException {
    try (var sources = Files.walk(Path.of("src/main/java"))) {
      assertThat(sources.filter(Files::isRegularFile).flatMap(SentenceTest::byHand)).isEmpty();
    }
  }

  private static Stream<String> byHand(Path source) {
    try {
      var found = BY_HAND.matcher(Files.readString(source)).results();
      return found.map(it -> source + ": " + it.group()).toList().stream();
    } catch (IOException e) {
      return Stream.of(source + ": " + e);
    }
  }
}
