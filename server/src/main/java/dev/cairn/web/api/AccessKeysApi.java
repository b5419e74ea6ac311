package dev.cairn.web.api;

import static dev.cairn.access.Action.ADMINISTER;

import dev.cairn.access.AccessKeys;
import dev.cairn.api.IssuedAccessKey;
import dev.cairn.api.NewAccessKey;
import dev.cairn.web.aws.SecretsManager;
import java.util.List;
import java.util.Optional;

final class AccessKeysApi implements Noun {
  private final AccessKeys keys;

  AccessKeysApi(AccessKeys keys) {
    this.keys = keys;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("access-keys", ADMINISTER, this::list),
        Route.post("access-keys", ADMINISTER, this::create),
        Route.delete("access-keys/{key}", ADMINISTER, this::revoke));
  }

  private Answer list(ApiRequest request) {
    return Answer.list(keys.list().stream().map(Wire::view).toList());
  }

  private Answer create(ApiRequest request) {
    var wanted = request.body(NewAccessKey.class);
    request.requireNotOutliving("An access key", Optional.empty());
    var user = UsersApi.owner(wanted.user(), request);
    var issued = keys.create(request.actor(), user, wanted.name());
    var view = Wire.view(issued.key());
    return Answer.created(
        new IssuedAccessKey(
            view,
            issued.secret().reveal(),
            SecretsManager.REGION,
            request.origin() + SecretsManager.PATH),
        "/api/v1/access-keys/" + view.id());
  }

  private Answer revoke(ApiRequest request) {
    keys.revoke(request.actor(), request.text("key"));
    return new Answer.Nothing();
  }
}
