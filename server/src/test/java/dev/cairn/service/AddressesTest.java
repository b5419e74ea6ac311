package dev.cairn.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.StageRef;
import dev.cairn.provider.Router.Shared;
import dev.cairn.provider.Router.SharedTrouble;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AddressesTest {
  private static final String TAKEN = "It is taken.";

  private static Addresses of(String hosts, Shared shared) {
    var spec = ServiceKeys.read(Map.of("image", "notes", "port", "80", "hosts", hosts));
    var stage = StageRef.parse("notes/dev");
    var service =
        new Service(
            stage,
            spec,
            7801,
            HostNames.ofStage(stage),
            Service.Status.HEALTHY,
            "",
            Optional.empty());
    return Addresses.of(service, shared);
  }

  @Test
  void theNameIsFirstAndThePortBesideIt() {
    assertThat(of("", new Shared(7780, 0, List.of(), List.of())).urls())
        .containsExactly("http://notes-dev.localhost:7780", "http://127.0.0.1:7801");
    assertThat(of("", new Shared(80, 0, List.of(), List.of())).first())
        .isEqualTo("http://notes-dev.localhost");
  }

  @Test
  void namesAreSaidAsTheyAreServed() {
    var shared = new Shared(7780, 443, List.of("a.example.com", "*.example.org"), List.of());
    var addresses = of("a.example.com b.example.org b.c.example.org example.org", shared);
    assertThat(addresses.urls())
        .containsExactly(
            "http://notes-dev.localhost:7780",
            "https://a.example.com",
            "https://b.example.org",
            "http://b.c.example.org:7780",
            "http://example.org:7780",
            "http://127.0.0.1:7801");
    assertThat(addresses.notes()).hasSize(2).allMatch(it -> it.contains(" has no certificate: "));
  }

  @Test
  void nobodyIsSentWhereNothingServes() {
    var concerned = new SharedTrouble(List.of("*.example.com"), "It expires.");
    var other = new SharedTrouble(List.of("*.example.org"), "It is another's.");
    var shared =
        new Shared(
            0,
            0,
            List.of("a.example.com"),
            List.of(new SharedTrouble(List.of(), TAKEN), concerned, other));
    var addresses = of("a.example.com", shared);
    assertThat(addresses.urls()).containsExactly("http://127.0.0.1:7801");
    assertThat(addresses.notes()).containsExactly(TAKEN, "It expires.");
  }
}
