package dev.cairn.web.api;

import static dev.cairn.access.Action.ADMINISTER;
import static dev.cairn.access.Action.READ;
import static dev.cairn.access.Action.REVEAL;

import dev.cairn.api.RekeyView;
import dev.cairn.core.Name;
import dev.cairn.secret.Rekey;
import dev.cairn.secret.Secrets;
import java.util.List;
import java.util.Optional;

final class SecretsApi implements Noun {
  private final Secrets secrets;
  private final Rekey rekey;

  SecretsApi(Secrets secrets, Rekey rekey) {
    this.secrets = secrets;
    this.rekey = rekey;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("secrets", READ, this::list).query("below"),
        Route.get("secrets/{secret}", REVEAL, this::reveal),
        Route.post("secrets/rekey", ADMINISTER, this::rekey));
  }

  private Answer list(ApiRequest request) {
    var below = request.query("below").map(text -> text.split("/", 2));
    var stack = below.map(parts -> new Name(parts[0]));
    var stage = below.filter(parts -> parts.length == 2).map(parts -> new Name(parts[1]));
    return Answer.list(
        secrets.list(stack, stage).stream()
            .map(secret -> Wire.view(secret, Optional.empty()))
            .toList());
  }

  /** Recorded by the use case. */
  private Answer reveal(ApiRequest request) {
    var name = request.text("secret");
    var value = secrets.reveal(request.actor(), name);
    return Answer.ok(Wire.view(secrets.get(name), Optional.of(value)));
  }

  private Answer rekey(ApiRequest request) {
    var outcome = rekey.run(request.actor());
    return Answer.ok(new RekeyView(outcome.resealed(), outcome.resumed()));
  }
}
