package dev.cairn.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BytesTest {
  @Test
  void sizesReadAsPeopleSayThem() {
    assertThat(new Bytes(0)).hasToString("0 B");
    assertThat(new Bytes(1023)).hasToString("1023 B");
    assertThat(new Bytes(3200)).hasToString("3.1 KiB");
    assertThat(Bytes.ofMib(38)).hasToString("38 MiB");
    assertThat(Bytes.ofGib(2048)).hasToString("2 TiB");
  }

  @Test
  void boundsAreNeverLessThanTheyAre() {
    assertThat(new Bytes(1).atMost()).isEqualTo("1 B");
    assertThat(new Bytes(3200).atMost()).isEqualTo("3.2 KiB");
    assertThat(new Bytes(Bytes.ofMib(38).value() + 1).atMost()).isEqualTo("39 MiB");
    assertThat(Bytes.ofGib(2).atMost()).isEqualTo("2 GiB");
  }
}
