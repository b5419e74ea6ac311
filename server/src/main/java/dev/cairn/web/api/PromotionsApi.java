package dev.cairn.web.api;

import static dev.cairn.access.Action.CHANGE;
import static dev.cairn.access.Action.READ;

import dev.cairn.api.PromoteReplica;
import dev.cairn.replication.promotion.Promotions;
import java.util.List;

/** A replica takes the writes in place of its primary. */
final class PromotionsApi implements Noun {
  private static final String DATABASE = "stacks/{stack}/stages/{stage}/databases/{engine}";

  private final Promotions promotions;

  PromotionsApi(Promotions promotions) {
    this.promotions = promotions;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(DATABASE + "/promotion", READ, this::preview),
        Route.post(DATABASE + "/promote", CHANGE, this::promote));
  }

  private Answer preview(ApiRequest request) {
    return Answer.ok(Wire.view(promotions.preview(request.database())));
  }

  private Answer promote(ApiRequest request) {
    var wanted = request.body(PromoteReplica.class);
    return Answer.accepted(
        promotions.promote(
            request.actor(), request.database(), wanted.force(), request.idempotencyKey()));
  }
}
