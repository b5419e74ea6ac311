package dev.cairn.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RoutesTest {
  private static Routes parse(String shared, String ofRoute) throws BadRoutes {
    return Routes.parse(
        """
        {"revision": 1, "statusPort": 9, %s
         "routes": [{"stage": "a/b", "port": 10, "upstream": "h:1"%s}]}
        """
            .formatted(shared, ofRoute));
  }

  @Test
  void oneOfAnOlderServerHasNoSharedAddress() throws Exception {
    var routes = parse("", "");
    assertThat(routes.shared()).isEqualTo(SharedAddresses.NONE);
    assertThat(routes.routes())
        .containsExactly(new Route("a/b", 10, Optional.of(new Upstream("h", 1))));
  }

  @Test
  void sharedAddressesAreRead() throws Exception {
    var routes =
        parse(
            """
            "http": 80, "https": 443, "challenges": {"t": "t.x"}, "unknown": [{}],
            "certificates": [{"names": ["A.example.com", "*.example.org"], "file": "/x.pem"}],
            """,
            """
            , "hosts": ["A.localhost", "a.example.com."], "state": "deploying"
            """);
    var certified =
        new SharedAddresses.Certified(List.of("a.example.com", "*.example.org"), Path.of("/x.pem"));
    assertThat(routes.shared())
        .isEqualTo(new SharedAddresses(80, 443, List.of(certified), Map.of("t", "t.x")));
    var route = routes.routes().getFirst();
    assertThat(route.hosts()).containsExactly("a.localhost", "a.example.com");
    assertThat(route.isDeploying()).isTrue();
  }

  @Test
  void whatCannotBeFollowedIsRefusedAsAWhole() {
    for (var bad :
        List.of(
            "\"http\": 9,",
            "\"http\": 10,",
            "\"http\": 70000,",
            "\"https\": -1,",
            "\"http\": 80, \"https\": 80,",
            "\"http\": \"80\",",
            "\"certificates\": [1],",
            "\"certificates\": [{}],",
            "\"certificates\": [{\"file\": \"relative.pem\"}],",
            "\"challenges\": {\"a\": 1},",
            "\"challenges\": [],")) {
      assertThatThrownBy(() -> parse(bad, "")).as(bad).isInstanceOf(BadRoutes.class);
    }
    assertThatThrownBy(() -> parse("", ", \"hosts\": 1")).isInstanceOf(BadRoutes.class);
  }

  @Test
  void aHostOfTwoStagesStaysWithTheFirst() {
    var first = new Route("a/b", 10, Optional.empty(), List.of("one", "both"), false, false);
    var second = new Route("c/d", 11, Optional.empty(), List.of("both", "*.x", ""), false, false);
    var directory = new Directory(SharedAddresses.NONE, Certificates.NONE, List.of(first, second));
    assertThat(directory.findByHost("both")).contains(first);
    assertThat(directory.findByHost("*.x")).isEmpty();
    assertThat(directory.problems())
        .containsExactly(
            "the host both of c/d is a/b's already",
            "c/d has a host that is no name",
            "c/d has a host that is no name");
  }

  @Test
  void aCertificateCoversOneLabelBelowItsWildcard() {
    var certified =
        new SharedAddresses.Certified(List.of("a.example.com", "*.example.org"), Path.of("/x"));
    for (var covered : List.of("a.example.com", "b.example.org")) {
      assertThat(certified.covers(covered)).as(covered).isTrue();
    }
    for (var other : List.of("b.example.com", "example.org", "a.b.example.org", "", "localhost")) {
      assertThat(certified.covers(other)).as(other).isFalse();
    }
  }
}
