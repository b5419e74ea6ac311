package dev.cairn.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SuggestionsTest {
  @Test
  void editsAreCounted() {
    assertThat(Suggestions.distance("notes", "notes")).isZero();
    assertThat(Suggestions.distance("ntoes", "notes")).isEqualTo(1);
    assertThat(Suggestions.distance("note", "notes")).isEqualTo(1);
    assertThat(Suggestions.distance("", "dev")).isEqualTo(3);
  }

  @Test
  void nearestFirstAndNothingFar() {
    var known = List.of("postgres", "mysql", "redis");
    assertThat(Suggestions.near("postgresql", known)).containsExactly("postgres");
    assertThat(Suggestions.near("oracle", known)).isEmpty();
    assertThat(Suggestions.near("mysq", known)).containsExactly("mysql");
    assertThat(Suggestions.sentence("db.t4g.mirco", List.of("db.t4g.micro"), ""))
        .isEqualTo("Did you mean db.t4g.micro?");
    assertThat(Suggestions.sentence("oracle", known, ""))
        .isEqualTo("There are postgres, mysql, redis.");
  }
}
