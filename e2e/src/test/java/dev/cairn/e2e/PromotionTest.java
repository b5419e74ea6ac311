package dev.cairn.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.bench.Installation;
import dev.cairn.bench.PromotionProof;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A pair is promoted back and forth while somebody writes and others try to write to both. Fifty
 * rounds take {@code dev.cairn.bench.PromotionProof} as a program.
 */
class PromotionTest {
  private static final int ROUNDS = 4;

  @ParameterizedTest
  @ValueSource(strings = {"postgres", "mysql"})
  void nothingIsLostUnsaidAndNoTwoTakeWrites(String engine) throws Exception {
    try (var installation = Installation.started();
        var proof = PromotionProof.begin(installation, engine)) {
      assertThat(proof.run(ROUNDS)).isEmpty();
    }
  }
}
