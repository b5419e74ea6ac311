package dev.cairn.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.Role;
import dev.cairn.db.TestDatabase;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RoleMatrixTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  @Test
  void everyRouteLetsInWhomItSaysAndNobodyElse() {
    var test = new TestApi(DATABASE.state());
    var wrong = new ArrayList<String>();
    int asked = 0;
    try (var site = test.site.start(test.withoutHandlers())) {
      Map<Role, String> tokens = new EnumMap<>(Role.class);
      for (var role : Role.values()) {
        tokens.put(role, site.token(role));
      }
      for (var route : test.api.routes()) {
        var least = route.action().map(action -> action.least());
        for (var role :
            List.of(
                Optional.<Role>empty(),
                Optional.of(Role.VIEWER),
                Optional.of(Role.OPERATOR),
                Optional.of(Role.ADMIN))) {
          int expected =
              least
                  .map(needed -> role.map(has -> has.includes(needed) ? 204 : 403).orElse(401))
                  .orElse(204);
          var request = site.request(route.path().replaceAll("\\{\\w+}", "x"));
          role.ifPresent(has -> request.header("Authorization", "Bearer " + tokens.get(has)));
          int got = site.send(request.method(route.method(), BodyPublishers.noBody())).statusCode();
          asked++;
          if (got != expected) {
            wrong.add(role + " " + route.method() + " " + route.path() + ": " + got);
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(asked).isGreaterThan(180);
  }
}
