package dev.cairn.provider.local.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class IgnoreRulesTest {
  @Test
  void lastMatchingPatternDecides() {
    var rules = new IgnoreRules(List.of("# all", "target/", "**/*.log", "!keep.log", "/a?c"));

    assertThat(rules.excludes(Path.of("target/classes/A.class"))).isTrue();
    assertThat(rules.excludes(Path.of("deep/in/x.log"))).isTrue();
    assertThat(rules.excludes(Path.of("keep.log"))).isFalse();
    assertThat(rules.excludes(Path.of("abc"))).isTrue();
    assertThat(rules.excludes(Path.of("src/target.txt"))).isFalse();
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
}
